package tatami.checkout;

import java.util.Optional;
import java.util.regex.Pattern;
import tatami.intents.ClientSessionSecrets;

/**
 * Where shoppers' browsers come back to after a challenge that a frame of the card component has opened. Frames name
 * themselves when they pay; an app, which shows challenges in views of its own and watches them there, does not.
 */
public final class ReturnUrls {

    /** One frame in one merchant's page, named by the script at random: 16 bytes, base64url. */
    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9_-]{22}");

    /** No browser has to come back. */
    private static final String NOWHERE = "";

    private final ClientSessionSecrets secrets;
    private final String publicUrl;

    public ReturnUrls(ClientSessionSecrets secrets, String publicUrl) {
        this.secrets = secrets;
        this.publicUrl = publicUrl;
    }

    static boolean isChannel(String text) {
        return CHANNEL.matcher(text).matches();
    }

    /**
     * For an attempt of whoever has {@code secret}; empty when no frame makes it.
     *
     * @param frame the frame's channel, as it says
     */
    String of(String secret, Optional<String> frame) {
        var channel = frame.filter(ReturnUrls::isChannel);
        var admission = secrets.read(secret);
        return channel.isEmpty() || admission.isEmpty()
                ? NOWHERE
                : publicUrl + ComponentRoutes.PATH + "/three-ds/"
                        + admission.get().intent() + "/" + channel.get();
    }
}
