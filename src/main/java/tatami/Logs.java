package tatami;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import tatami.Config.LogFormat;

/** Where log lines go: standard error, as text for people or as JSON for machines. */
final class Logs {

    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %msg %kvp%n%ex";

    private Logs() {}

    static void configure(LogFormat format) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var writer = new LogWriter(
                started(isJson(format) ? json() : text(), context), new FileOutputStream(FileDescriptor.err));
        writer.setContext(context);
        writer.start();

        var root = context.getLogger("ROOT");
        root.setLevel(Level.WARN);
        root.addAppender(writer);
        context.getLogger("tatami").setLevel(Level.INFO);

        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Writes what is still waiting. */
    static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static boolean isJson(LogFormat format) {
        return switch (format) {
            case json -> true;
            case text -> false;
            case auto -> System.console() == null || !System.console().isTerminal();
        };
    }

    private static Encoder<ILoggingEvent> json() {
        var json = new JsonEncoder();
        json.setWithMDC(true); // the trace of the request, on every line of it
        json.setWithContext(false);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithArguments(false);
        json.setWithMessage(false);
        json.setWithFormattedMessage(true);
        return json;
    }

    private static Encoder<ILoggingEvent> text() {
        var text = new PatternLayoutEncoder();
        text.setPattern(PATTERN);
        return text;
    }

    private static Encoder<ILoggingEvent> started(Encoder<ILoggingEvent> encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
