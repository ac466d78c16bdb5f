package tatami.payments;

import java.time.LocalDate;
import tatami.acquiring.Operation.Kind;

/** What operations of one kind moved on one day. @param day where the account is */
public record KindTurnover(LocalDate day, Kind kind, Turnover turnover) {}
