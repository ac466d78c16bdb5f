/** Telling merchants what happened: who subscribed to which events, and the secrets that sign them. */
@org.jspecify.annotations.NullMarked
package tatami.webhooks;
