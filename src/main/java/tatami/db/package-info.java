/** The only door to PostgreSQL. Nothing outside this room imports {@code java.sql}. */
@org.jspecify.annotations.NullMarked
package tatami.db;
