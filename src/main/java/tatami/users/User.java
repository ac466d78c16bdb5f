package tatami.users;

/** @param disabled by the operator, for all accounts */
public record User(UserId id, Person person, boolean hasPassword, boolean disabled) {}
