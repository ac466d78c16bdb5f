package tatami.reference;

/**
 * A card to try the sandbox with.
 *
 * @param number digits only
 * @param outcome what happens, for a person
 */
public record SampleCard(String name, String number, String expiry, String code, String outcome) {

    /** In groups of four, as it stands on cards. */
    public String spaced() {
        return number.replaceAll("(.{4})(?=.)", "$1 ");
    }
}
