package tatami.accounts;

/** {@code acc_sandbox_…} or {@code acc_…}. */
public record AccountId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
