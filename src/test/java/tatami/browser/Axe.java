package tatami.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * axe-core, which looks for what keeps people out of a page. It is put into each frame from outside, as a debugger
 * does, so the pages' own policies stay as they are.
 */
final class Axe {

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private static final String SCRIPT = script();

    /** Frames answer as well, of other origins too. */
    private static final String RUN = """
            async rules => {
                const results = await axe.run({ runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
                return results.violations.flatMap(rule => rule.nodes.map(node =>
                    `${rule.id} at ${node.target.flat(9).join(" > ")}: ${node.failureSummary.replaceAll("\\n", " ")}`));
            }""";

    private Axe() {}

    /** Fails if anything is wrong with the page or with a frame in it. */
    static void mustFindNothing(Visit visit, String name) {
        assertThat(find(visit.page)).as(name).isEmpty();
    }

    /** What is wrong: the rule, where, and how to mend it. */
    @SuppressWarnings("unchecked")
    static List<String> find(Page page) {
        for (var frame : page.frames()) {
            prepare(frame);
        }
        return (List<String>) page.evaluate(RUN, RULES);
    }

    private static void prepare(Frame frame) {
        if (!(Boolean) frame.evaluate("typeof axe === 'object'")) {
            frame.evaluate(SCRIPT);
            frame.evaluate(
                    "options => axe.configure(options)", Map.of("allowedOrigins", List.of("<unsafe_all_origins>")));
        }
    }

    private static String script() {
        try (var file = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
