package tatami.reference;

import java.util.List;
import java.util.Locale;

/**
 * The API reference as people read it: what the document says, in the order in which it says it.
 *
 * @param version of the API
 * @param conventions what holds for every operation, as {@link Markup} reads it
 * @param objects what operations answer with
 */
public record Handbook(String version, String conventions, List<Topic> topics, List<Thing> objects) {

    /** Operations that belong together. */
    public record Topic(String id, String name, String description, List<Operation> operations) {}

    /**
     * One verb of one path.
     *
     * @param method in capitals, or what stands in its place where we are the ones who call
     * @param admission what admits to it, for people
     * @param key what a try needs: {@code sk}, {@code cs}, or nothing
     * @param body the fields of the request
     * @param curl the first request as a command; empty where we are the ones who call
     */
    public record Operation(
            String id,
            String method,
            String path,
            String summary,
            String description,
            String admission,
            String key,
            List<Parameter> parameters,
            List<Field> body,
            List<Example> requests,
            List<Answer> answers,
            String curl) {

        /** Whether it can be tried from the page: a stream never ends. */
        public boolean canBeTried() {
            return !curl.isEmpty() && !path.endsWith("/listen");
        }

        /** What the filter looks into. */
        public String keywords() {
            return (method + " " + path + " " + summary + " " + id).toLowerCase(Locale.ROOT);
        }
    }

    /** @param in header, path or query */
    public record Parameter(
            String name,
            String in,
            boolean required,
            String type,
            List<String> limits,
            String description,
            String example) {}

    /** A line of a table. @param depth how many objects it lies in */
    public record Field(
            int depth, String name, boolean required, String type, List<String> limits, String description) {}

    /** @param lines how long it is */
    public record Example(String summary, String json, long lines) {}

    /**
     * What comes back.
     *
     * @param status the HTTP status, or what stands for all others
     * @param type of the body, in words; empty when there is none
     * @param objects which of the {@link #objects} the body is, or is made of
     */
    public record Answer(String status, String description, String type, List<String> objects, List<Example> examples) {

        public boolean isSuccess() {
            return status.startsWith("2");
        }
    }

    /** An object that answers are made of. */
    public record Thing(String name, String description, List<Field> fields) {}
}
