package tatami.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.tracing.Tracing;

/** A statement being filled in and run, once. Every name must be bound; null is bound as null. */
public final class Statement {

    private final Sql sql;
    private final PreparedStatement jdbc;
    private final Tracing tracing;
    private final boolean[] bound;

    Statement(Sql sql, PreparedStatement jdbc, Tracing tracing) {
        this.sql = sql;
        this.jdbc = jdbc;
        this.tracing = tracing;
        this.bound = new boolean[sql.names().size()];
    }

    public Statement bind(String name, @Nullable String value) {
        return each(name, at -> jdbc.setString(at, value));
    }

    public Statement bind(String name, long value) {
        return each(name, at -> jdbc.setLong(at, value));
    }

    public Statement bind(String name, @Nullable Long value) {
        return value == null ? each(name, at -> jdbc.setNull(at, Types.BIGINT)) : bind(name, value.longValue());
    }

    public Statement bind(String name, int value) {
        return each(name, at -> jdbc.setInt(at, value));
    }

    public Statement bind(String name, boolean value) {
        return each(name, at -> jdbc.setBoolean(at, value));
    }

    public Statement bind(String name, byte @Nullable [] value) {
        return each(name, at -> jdbc.setBytes(at, value));
    }

    public Statement bind(String name, @Nullable UUID value) {
        return each(name, at -> jdbc.setObject(at, value, Types.OTHER));
    }

    public Statement bind(String name, @Nullable Instant value) {
        var time = value == null ? null : value.atOffset(ZoneOffset.UTC);
        return each(name, at -> jdbc.setObject(at, time, Types.TIMESTAMP_WITH_TIMEZONE));
    }

    /** Binds an enum by its name, which is also its spelling on the wire. */
    public Statement bind(String name, @Nullable Enum<?> value) {
        return bind(name, value == null ? null : value.name());
    }

    /** Binds {@code text[]}; null is SQL's null, not an empty array. */
    public Statement bind(String name, @Nullable Collection<? extends @Nullable String> values) {
        if (values == null) {
            return each(name, at -> jdbc.setNull(at, Types.ARRAY));
        }
        return each(name, at -> jdbc.setArray(at, jdbc.getConnection().createArrayOf("text", values.toArray())));
    }

    /** Binds a document; the statement casts it: {@code :name::json}. */
    public Statement bindJson(String name, @Nullable Object document) {
        return bind(name, document == null ? null : json(document));
    }

    /** A document as it is kept in a column. */
    public static String json(Object document) {
        return Documents.MAPPER.writeValueAsString(document);
    }

    /** Gives up sooner than statements do otherwise. In whole seconds. */
    public Statement within(Duration limit) {
        try {
            jdbc.setQueryTimeout(Math.toIntExact(limit.toSeconds()));
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
        return this;
    }

    /** Runs a statement that answers nothing; gives the number of rows it changed. */
    public int run() {
        return execute(PreparedStatement::executeUpdate);
    }

    /** Runs a statement that must change one row. */
    public void runOne() {
        var rows = run();
        if (rows != 1) {
            throw new IllegalStateException("Changed " + rows + " rows instead of one.");
        }
    }

    /** The only row, or empty. @throws IllegalStateException when there are several */
    public <T> Optional<T> first(Function<Row, T> read) {
        var rows = list(read);
        if (rows.size() > 1) {
            throw new IllegalStateException("Found " + rows.size() + " rows instead of one.");
        }
        return rows.stream().findFirst();
    }

    public <T> List<T> list(Function<Row, T> read) {
        return execute(statement -> {
            try (var results = statement.executeQuery()) {
                var rows = new ArrayList<T>();
                var row = new Row(results);
                while (results.next()) {
                    rows.add(read.apply(row));
                }
                return rows;
            }
        });
    }

    private <T> T execute(Work<T> work) {
        try (jdbc) {
            for (int i = 0; i < bound.length; i++) {
                if (!bound[i]) {
                    throw new IllegalStateException(
                            "Nothing is bound to :" + sql.names().get(i) + ".");
                }
            }
            return traced(work);
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    private <T> T traced(Work<T> work) throws SQLException {
        try (var step = tracing.part(sql::name)) {
            try {
                return work.on(jdbc);
            } catch (SQLException | RuntimeException e) {
                step.failed();
                throw e;
            }
        }
    }

    private Statement each(String name, Binding binding) {
        var positions = sql.positions(name);
        if (positions.length == 0) {
            throw new IllegalStateException("The statement has no :" + name + ".");
        }
        try {
            for (int at : positions) {
                binding.bind(at + 1);
                bound[at] = true;
            }
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
        return this;
    }

    private interface Binding {
        void bind(int at) throws SQLException;
    }

    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }
}
