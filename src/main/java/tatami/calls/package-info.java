/** The last calls of each account, for its developers: how each ended, and nothing that was in it. */
@org.jspecify.annotations.NullMarked
package tatami.calls;
