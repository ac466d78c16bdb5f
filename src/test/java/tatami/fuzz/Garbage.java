package tatami.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Bytes and texts that nobody should send: wrong, broken, huge, or only odd. The same seed gives the same ones. */
public final class Garbage {

    /** What no reader of UTF-8 may take for a character: broken, overlong, half a pair, beyond Unicode; and a zero. */
    private static final List<byte[]> NO_TEXT = List.of(
            new byte[] {(byte) 0xc3, 0x28},
            new byte[] {(byte) 0xc0, (byte) 0xaf},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            new byte[] {(byte) 0xff},
            new byte[] {0});

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final List<String> ODD = List.of(
            "\u0000",
            "\ufeff",
            "\ud800",
            "\udc00",
            "\u202e",
            "\u0661",
            "\uff11",
            "\r\n",
            "\t",
            "\"",
            "\\",
            "%",
            "=",
            "@",
            ".",
            ",",
            "-",
            "+",
            "/",
            ":",
            ";",
            " ",
            "_",
            "0",
            "9",
            "a",
            "Z",
            "\ud83d\ude80",
            "e\u0301",
            "\u2028",
            "T",
            "{",
            "[",
            "--",
            "1e400",
            "NaN",
            "null",
            "9223372036854775808");

    final Random random;

    public Garbage(long seed) {
        random = new Random(seed);
    }

    /** Half of it odd characters and half of it bits of what is right. */
    public String text(String... likes) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            switch (random.nextInt(likes.length == 0 ? 2 : 4)) {
                case 0 -> text.append(one(ODD));
                case 1 -> text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
                default -> text.append(piece(likes[random.nextInt(likes.length)]));
            }
        }
        return text.toString();
    }

    /** What is right, with a few changes; or nonsense altogether. */
    public String nearly(String right) {
        var text = new StringBuilder(right);
        for (int i = random.nextInt(3); i >= 0; i--) {
            var at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, one(ODD));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                case 2 -> text.insert(at, piece(right));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(7)));
                    }
                }
            }
        }
        return random.nextInt(20) == 0 ? text(right) : text.toString();
    }

    private String piece(String of) {
        var begin = random.nextInt(of.length() + 1);
        return of.substring(begin, begin + random.nextInt(of.length() - begin + 1));
    }

    public byte[] noise(int most) {
        var noise = new byte[random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }

    /** Perhaps broken, perhaps not. */
    public byte[] broken(byte[] bytes) {
        return switch (random.nextInt(16)) {
            case 0 -> joined(BYTE_ORDER_MARK, bytes);
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2, 3 -> flipped(bytes);
            case 4 -> noise(5_000);
            case 5 -> zipped(bytes);
            case 6, 7 -> inserted(bytes, one(NO_TEXT));
            case 8 -> new String(bytes, StandardCharsets.UTF_8).getBytes(one(Words.CHARSETS));
            default -> bytes;
        };
    }

    /** JSON that is deep, long or endless. */
    String monster() {
        var field = "{\"" + one(Words.FIELDS) + "\":";
        return switch (random.nextInt(7)) {
            case 0 -> "[".repeat(1 + random.nextInt(20_000));
            case 1 -> "{\"a\":".repeat(1 + random.nextInt(20_000)) + "1";
            case 2 -> "{\"metadata\":".repeat(99) + "{}" + "}".repeat(99);
            case 3 -> field + "\"" + "x".repeat(random.nextInt(70_000)) + "\"}";
            case 4 -> field + "9".repeat(1 + random.nextInt(20_000)) + "}";
            case 5 -> field + "[" + String.join(",", many(Words.VALUES, 700)) + "]}";
            default ->
                "{"
                        + String.join(
                                ",",
                                many(
                                        Words.FIELDS.stream()
                                                .map(name -> "\"" + name + "\":1")
                                                .toList(),
                                        700)) + "}";
        };
    }

    private List<String> many(List<String> of, int most) {
        return IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(_ -> one(of))
                .toList();
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Whether one of so many would. */
    boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private byte[] flipped(byte[] bytes) {
        var flipped = bytes.clone();
        for (int i = 0; i < 1 + bytes.length / 30 && bytes.length > 0; i++) {
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] inserted(byte[] bytes, byte[] between) {
        var at = random.nextInt(bytes.length + 1);
        return joined(Arrays.copyOf(bytes, at), between, Arrays.copyOfRange(bytes, at, bytes.length));
    }

    static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /**
     * Fails when reading twice as much takes much more than twice as long: what a reader of a request may never do.
     *
     * @param reads anything; what it throws is its own business
     */
    public static void assertLinear(Consumer<String> reads, String repeated) {
        var text = repeated.repeat(1 + 1_000_000 / repeated.length());
        var began = System.nanoTime();
        reads.accept(text);
        var seconds = (System.nanoTime() - began) / 1e9;
        if (seconds > 2) { // a second for a megabyte would be slow; what is quadratic takes minutes
            throw new AssertionError("A megabyte of '" + repeated + "' took " + seconds + " s.");
        }
    }
}
