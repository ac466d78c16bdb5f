package tatami.payments;

import java.time.LocalDate;

/** What came, or what went back, on one day. @param day where the account is */
public record DayTurnover(LocalDate day, Turnover turnover) {}
