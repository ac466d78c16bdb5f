package tatami.mail;

import java.time.Instant;

/** How a mail leaves. */
public sealed interface Transport permits Smtp, KeptMail {

    /**
     * Tries once, and answers within a limit.
     *
     * @param writtenAt the date in the mail's head; the same at each try, as is its Message-ID
     */
    Answer send(Mail mail, Instant writtenAt);

    /** What came of a try. */
    sealed interface Answer {

        /** Another server has taken it over, and with it the duty to deliver or to bounce. */
        record Sent() implements Answer {}

        /** This mail will never be taken, whoever asks again. */
        record Rejected(String why) implements Answer {}

        /** Not this time; the server may be down, busy, or wrongly set up. */
        record Failed(String why) implements Answer {}
    }
}
