package tatami.users;

/**
 * @param hasSecondFactor whether the password alone lets nobody in
 * @param disabled by the operator, for all accounts
 */
public record User(UserId id, Person person, boolean hasPassword, boolean hasSecondFactor, boolean disabled) {}
