package tatami.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request before it is sent.
 *
 * @param headers whole lines
 */
record Draft(String method, String path, List<String> headers, byte[] body, boolean chunked) {

    static Draft of(String method, String path, List<String> headers, String body) {
        return new Draft(method, path, headers, body.getBytes(StandardCharsets.UTF_8), false);
    }

    Draft method(String other) {
        return new Draft(other, path, headers, body, chunked);
    }

    Draft path(String other) {
        return new Draft(method, other, headers, body, chunked);
    }

    Draft headers(List<String> others) {
        return new Draft(method, path, others, body, chunked);
    }

    Draft and(String header) {
        var more = new ArrayList<>(headers);
        more.add(header);
        return headers(more);
    }

    Draft without(String header) {
        return headers(headers.stream()
                .filter(line -> !line.regionMatches(true, 0, header, 0, header.length()))
                .toList());
    }

    Draft body(byte[] other) {
        return new Draft(method, path, headers, other, chunked);
    }

    Draft inChunks() {
        return new Draft(method, path, headers, body, true);
    }

    boolean speaks(String type) {
        return headers.stream().anyMatch(line -> line.startsWith("Content-Type: " + type));
    }

    /** As it goes over the wire. */
    byte[] bytes() {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("\r\n");
        if (!chunked) {
            return Garbage.joined(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
        }
        if (body.length > 0) {
            head.append(Integer.toHexString(body.length)).append("\r\n");
        }
        return Garbage.joined(
                head.toString().getBytes(StandardCharsets.ISO_8859_1),
                body,
                (body.length > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** What a shell sends the same with. */
    String asCurl(String baseUrl) {
        var curl = new StringBuilder();
        if (body.length > 0) {
            curl.append("printf ").append(quoted(body)).append(" | ");
        }
        curl.append("curl -i --path-as-is --globoff -X ").append(quoted(latin(method)));
        for (var header : headers) {
            curl.append(" -H ")
                    .append("\"$(printf ")
                    .append(quoted(latin(header)))
                    .append(")\"");
        }
        if (chunked) {
            curl.append(" -H 'Transfer-Encoding: chunked'");
        }
        if (body.length > 0) {
            curl.append(" --data-binary @-");
        }
        return curl.append(" \"$(printf ")
                .append(quoted(latin(baseUrl + path)))
                .append(")\"")
                .toString();
    }

    /** For {@code printf}, which knows octal numbers and takes a percent sign for its own. */
    private static String quoted(byte[] bytes) {
        var text = new StringBuilder("'");
        for (var b : bytes) {
            if (b == '%') {
                text.append("%%");
            } else if (b > ' ' && b < 127 && b != '\'' && b != '\\' || b == ' ') {
                text.append((char) b);
            } else {
                text.append("\\%03o".formatted(b & 0xff));
            }
        }
        return text.append("'").toString();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The curl line, cut: what is left of a large body tells enough, and the seed brings it back. */
    @Override
    public String toString() {
        var line = asCurl("http://localhost:8080");
        return line.length() <= 3_000 ? line : line.substring(0, 3_000) + "… (" + body.length + " bytes)";
    }
}
