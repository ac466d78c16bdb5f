package tatami.bench;

import java.nio.charset.StandardCharsets;

/** An HTTP answer in the buffer it was read into; only what is asked for is looked at. */
record Answer(byte[] bytes, int bodyStart, int end) {

    private static final int STATUS_AT = "HTTP/1.1 ".length();

    boolean isOk() {
        return bytes[STATUS_AT] == '2' && bytes[STATUS_AT + 1] == '0' && bytes[STATUS_AT + 2] == '0';
    }

    /** The first text field of this name. */
    String text(String field) {
        var start = indexOf('"' + field + "\":\"");
        if (start < 0) {
            throw new IllegalStateException("There is no " + field + " in " + this);
        }
        var from = start + field.length() + 4;
        var to = from;
        while (bytes[to] != '"') {
            to++;
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    boolean contains(String text) {
        return indexOf(text) >= 0;
    }

    private int indexOf(String text) {
        var wanted = text.getBytes(StandardCharsets.UTF_8);
        for (int at = bodyStart; at + wanted.length <= end; at++) {
            int same = 0;
            while (same < wanted.length && bytes[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
