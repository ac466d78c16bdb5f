package tatami.accounts;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * A picture of a merchant's, and what it is. That is told by its bytes: a file's name, or who sends it, may say
 * anything, and browsers believe the media type that we name.
 */
public record BrandImage(MediaType type, byte[] content) {

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final Set<String> ASCII_AT_HEART = Set.of("UTF-8", "US-ASCII", "ISO-8859-1");

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final String ITS_BYTES = "\u00ef\u00bb\u00bf";

    /** Where pages show it, and how many bytes are enough for that: a page and its pictures are to stay small. */
    public enum Use {
        Logo(30_000),
        Favicon(10_000);

        private final int most;

        Use(int most) {
            this.most = most;
        }

        /** @throws Refusal INVALID, naming both sizes */
        public void checkSize(long bytes) {
            if (bytes > most) {
                throw new Refusal(
                        Reason.INVALID,
                        String.format(
                                Locale.ROOT, "The %s has %,d bytes, and may have %,d at most.", this, bytes, most));
            }
        }

        @Override
        public String toString() {
            return this == Logo ? "logo" : "favicon";
        }
    }

    /** What browsers can show. */
    public enum MediaType {
        Png("PNG", "image/png"),
        Jpeg("JPEG", "image/jpeg"),
        Gif("GIF", "image/gif"),
        WebP("WebP", "image/webp"),
        Svg("SVG", "image/svg+xml"),
        Ico("ICO", "image/x-icon");

        private final String title;
        private final String wire;

        MediaType(String title, String wire) {
            this.title = title;
            this.wire = wire;
        }

        /** As in HTTP. */
        public String wire() {
            return wire;
        }

        /** As people call it. */
        @Override
        public String toString() {
            return title;
        }
    }

    /** @throws Refusal INVALID, when it is too large, no picture that we know, or none for this use */
    public static BrandImage of(Use use, byte[] content) {
        use.checkSize(content.length);
        var type = recognise(content);
        if (type.isEmpty() || type.get() == MediaType.Ico && use != Use.Favicon) {
            throw new Refusal(
                    Reason.INVALID,
                    "The " + use + " is not a picture of a kind that it may be: PNG, JPEG, GIF, WebP"
                            + (use == Use.Favicon ? ", SVG or ICO." : " or SVG."));
        }
        if (type.get() == MediaType.Svg) {
            checkSvg(use, content);
        }
        return new BrandImage(type.get(), content);
    }

    /** What it is known by: SHA-256, in hexadecimal. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static Optional<MediaType> recognise(byte[] content) {
        if (begins(content, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(MediaType.Png);
        }
        if (begins(content, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(MediaType.Jpeg);
        }
        if (begins(content, 0, "GIF87a") || begins(content, 0, "GIF89a")) {
            return Optional.of(MediaType.Gif);
        }
        if (begins(content, 0, "RIFF") && begins(content, 8, "WEBP")) {
            return Optional.of(MediaType.WebP);
        }
        if (begins(content, 0, "\0\0\u0001\0")) {
            return Optional.of(MediaType.Ico);
        }
        return begins(content, firstMark(content), "<") ? Optional.of(MediaType.Svg) : Optional.empty();
    }

    /** Where a text begins to say something. */
    private static int firstMark(byte[] content) {
        var at = begins(content, 0, ITS_BYTES) ? ITS_BYTES.length() : 0;
        while (at < content.length && " \t\r\n".indexOf(content[at]) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean begins(byte[] content, int from, String bytes) {
        if (content.length < from + bytes.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if ((content[from + i] & 0xff) != bytes.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads all of it, as browsers show nothing of XML that is broken. What a document type declares is neither read
     * nor fetched, so whoever uses it is broken, too.
     */
    private static void checkSvg(Use use, byte[] content) {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            var reader = factory.createXMLStreamReader(new StringReader(text(use, content)));
            if (!isCalledUtf8(reader.getCharacterEncodingScheme())) {
                throw notUtf8(use);
            }
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // comments, the document type
            }
            if (!reader.getLocalName().equals("svg") || !SVG.equals(reader.getNamespaceURI())) {
                throw new Refusal(
                        Reason.INVALID,
                        "The " + use + " is XML, but no SVG: that begins with <svg xmlns=\"" + SVG + "\">.");
            }
            while (reader.hasNext()) {
                reader.next();
            }
        } catch (XMLStreamException e) {
            var line =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNumber();
            throw new Refusal(Reason.INVALID, "The " + use + " looks like an SVG, but its XML is broken" + line + ".");
        }
    }

    /** Decoded here: the parser complains of broken characters on standard error. */
    private static String text(Use use, byte[] content) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            throw notUtf8(use);
        }
    }

    /** By the XML itself. Many programs name Latin-1 and write nothing but ASCII, which is the same. */
    private static boolean isCalledUtf8(@Nullable String encoding) {
        return encoding == null || ASCII_AT_HEART.contains(encoding.toUpperCase(Locale.ROOT));
    }

    private static Refusal notUtf8(Use use) {
        return new Refusal(Reason.INVALID, "The " + use + " looks like an SVG, but is not written in UTF-8.");
    }
}
