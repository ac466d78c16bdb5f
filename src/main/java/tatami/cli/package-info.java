/**
 * Commands for developers, who talk to a running gateway as any client does: {@code ./tatami listen},
 * {@code ./tatami trigger} and {@code ./tatami link}. Nothing here is loaded when the gateway starts.
 */
@org.jspecify.annotations.NullMarked
package tatami.cli;
