package tatami.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import tatami.kit.Money;
import tatami.kit.Times;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** JSON as the API writes it: a view's components in their order, nulls left out, times with a Z. */
public final class Json {

    /** The deepest body of the API has four levels; a hundred is generous and stops a bomb early. */
    private static final int DEEPEST = 100;

    private static final Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(tools.jackson.databind.MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule().addSerializer(new InstantAsWire()).addSerializer(new MoneyAsWire()))
            .build();

    private Json() {}

    /** Answers 200: this API answers creations so too. */
    public static void send(ServerResponse response, Object view) {
        send(response, Status.OK_200, view);
    }

    public static void send(ServerResponse response, Status status, Object view) {
        response.status(status);
        response.header(CONTENT_TYPE);
        response.send(MAPPER.writeValueAsBytes(view));
    }

    /** A view as one line of text. */
    public static String line(Object view) {
        return MAPPER.writeValueAsString(view);
    }

    public static void noContent(ServerResponse response) {
        response.status(Status.NO_CONTENT_204).send();
    }

    private static final class InstantAsWire extends StdSerializer<Instant> {

        InstantAsWire() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
            json.writeString(Times.wire(time));
        }
    }

    private static final class MoneyAsWire extends StdSerializer<Money> {

        MoneyAsWire() {
            super(Money.class);
        }

        @Override
        public void serialize(Money money, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeNumberProperty("value", money.minor());
            json.writeStringProperty("currencyCode", money.currencyCode());
            json.writeEndObject();
        }
    }
}
