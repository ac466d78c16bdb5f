/** The API reference: one document for tools, and the same as a page for people. */
@org.jspecify.annotations.NullMarked
package tatami.reference;
