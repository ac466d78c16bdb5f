/** How the gateway speaks HTTP: bodies, problems, versions, callers. Knows nothing about payments. */
@org.jspecify.annotations.NullMarked
package tatami.http;
