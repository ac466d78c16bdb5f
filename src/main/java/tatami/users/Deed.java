package tatami.users;

import java.util.Arrays;

/**
 * What the audit log knows of. The log is read by older and newer gateways, so it keeps the name alone. What is asked
 * of a payment is written before it is done; what came of it stands with the payment.
 */
public enum Deed {
    SignIn("Signed in"),
    SignOut("Signed out"),
    SignInFailed("Failed to sign in"),
    SignInsStopped("Failed too often to sign in, and has to wait"),
    Invite("Invited"),
    ChangeRole("Changed the role of"),
    Disable("Disabled"),
    Enable("Let in again"),
    ChangeShop("Changed the settings of"),
    ChangeBrand("Changed the branding"),
    Capture("Asked to capture"),
    Refund("Asked to refund"),
    Reverse("Asked to reverse"),
    Cancel("Asked to cancel"),
    SendReceipt("Asked for a receipt of"),
    Export("Exported"),
    MakeKey("Made the API key"),
    RevokeKey("Revoked the API key"),
    ChangePassword("Changed the password"),
    TurnOnSecondFactor("Turned on two-step sign-in"),
    TurnOffSecondFactor("Turned off two-step sign-in of"),
    AddWebhook("Asked to add a webhook to"),
    ChangeWebhook("Asked to change the webhook"),
    DeleteWebhook("Asked to delete the webhook"),
    ShowSecret("Looked at a signing secret of"),
    AddSecret("Asked to add a signing secret to"),
    ActivateSecret("Asked to sign with another secret for"),
    DeleteSecret("Asked to delete a signing secret of"),
    SendTestEvent("Asked to send a test event to"),
    SendAgain("Asked to send again to"),
    SendAllAgain("Asked to send again all that was given up, to");

    private final String words;

    Deed(String words) {
        this.words = words;
    }

    /** For people; the name itself when a newer gateway wrote it. */
    public static String words(String name) {
        return Arrays.stream(values())
                .filter(deed -> deed.name().equals(name))
                .map(deed -> deed.words)
                .findFirst()
                .orElse(name);
    }
}
