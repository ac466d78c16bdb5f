package tatami.events;

import java.time.Instant;
import tatami.accounts.AccountId;

/**
 * One fact, as it will be told to whoever subscribed to it.
 *
 * @param id {@code evt_…}, the receiver's means to recognise a fact told twice
 * @param data the fact's own part of the message, as compact JSON
 */
public record Event(String id, AccountId account, EventType type, String data, Instant createdAt) {}
