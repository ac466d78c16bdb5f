package tatami.http;

/** A text as a picture that phones read. */
public final class QrCode {

    /** In modules; readers need it to find the code. */
    private static final int QUIET_ZONE = 4;

    private QrCode() {}

    /**
     * A whole {@code <svg>} for a page, without a size: black on white whatever the page's own colours are, since
     * not every reader knows codes the other way round. Pages are to say in text, too, what it leads to.
     *
     * @throws IllegalArgumentException when {@code text} is too long for a code, which 1 000 characters never are
     */
    public static String svg(String text) {
        io.nayuki.qrcodegen.QrCode code;
        try {
            code = io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
        } catch (io.nayuki.qrcodegen.DataTooLongException e) {
            throw new IllegalArgumentException("Too long for a QR code: " + text.length() + " characters.", e);
        }
        var side = code.size + 2 * QUIET_ZONE;
        return "<svg class=\"qr\" role=\"img\" aria-label=\"QR code\" viewBox=\"0 0 " + side + " " + side
                + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" stroke=\"none\" d=\"M0 0h" + side + "v" + side
                + "H0z\"/><path fill=\"#000\" stroke=\"none\" d=\"" + path(code) + "\"/></svg>";
    }

    /** Each run of dark modules as one rectangle. */
    private static String path(io.nayuki.qrcodegen.QrCode code) {
        var path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                var start = x;
                while (code.getModule(x, y)) { // light beyond the edge
                    x++;
                }
                if (x > start) {
                    path.append('M')
                            .append(start + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append('h')
                            .append(x - start)
                            .append("v1h-")
                            .append(x - start)
                            .append('z');
                }
            }
        }
        return path.toString();
    }
}
