package tatami.accounts;

/** Whether an account plays or earns. An account has one for life; its key decides, not the address. */
public enum Environment {
    Sandbox("_sandbox_", "sk_sandbox_"),
    Live("_", "sk_prod_");

    private final String infix;
    private final String keyPrefix;

    Environment(String infix, String keyPrefix) {
        this.infix = infix;
        this.keyPrefix = keyPrefix;
    }

    /** What ids of this environment begin with: {@code pi_sandbox_} or {@code pi_} for {@code pi}. */
    public String idPrefix(String kind) {
        return kind + infix;
    }

    /** What secret keys of this environment begin with. */
    public String keyPrefix() {
        return keyPrefix;
    }
}
