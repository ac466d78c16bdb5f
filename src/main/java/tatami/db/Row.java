package tatami.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row at which a result stands. Readers without {@code OrNull} refuse SQL's null. */
public final class Row {

    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    public String text(String column) {
        return present(column, textOrNull(column));
    }

    public @Nullable String textOrNull(String column) {
        return get(() -> results.getString(column));
    }

    public <E extends Enum<E>> E name(String column, Class<E> type) {
        return Enum.valueOf(type, text(column));
    }

    public <E extends Enum<E>> @Nullable E nameOrNull(String column, Class<E> type) {
        var name = textOrNull(column);
        return name == null ? null : Enum.valueOf(type, name);
    }

    public long number(String column) {
        return present(column, numberOrNull(column));
    }

    public @Nullable Long numberOrNull(String column) {
        try {
            var value = results.getLong(column);
            return results.wasNull() ? null : value;
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    public boolean flag(String column) {
        return present(column, get(() -> results.getBoolean(column)));
    }

    public byte[] bytes(String column) {
        return present(column, bytesOrNull(column));
    }

    public byte @Nullable [] bytesOrNull(String column) {
        return get(() -> results.getBytes(column));
    }

    public UUID uuid(String column) {
        return present(column, uuidOrNull(column));
    }

    public @Nullable UUID uuidOrNull(String column) {
        return get(() -> results.getObject(column, UUID.class));
    }

    public Instant time(String column) {
        return present(column, timeOrNull(column));
    }

    public @Nullable Instant timeOrNull(String column) {
        var time = get(() -> results.getObject(column, OffsetDateTime.class));
        return time == null ? null : time.toInstant();
    }

    public <T> T document(String column, Class<T> type) {
        return present(column, documentOrNull(column, type));
    }

    public <T> @Nullable T documentOrNull(String column, Class<T> type) {
        var json = textOrNull(column);
        return json == null ? null : Documents.MAPPER.readValue(json, type);
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("Column " + column + " is null.");
        }
        return value;
    }

    private static <T extends @Nullable Object> T get(Read<T> read) {
        try {
            return read.get();
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    private interface Read<T extends @Nullable Object> {
        T get() throws SQLException;
    }
}
