package tatami.tracing;

/**
 * Where a step stands in a trace (W3C Trace Context).
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits
 * @param flags two hex digits
 */
public record Place(String traceId, String spanId, String flags) {}
