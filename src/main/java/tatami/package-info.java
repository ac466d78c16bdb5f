/** Where the gateway starts, and where all of it is put together. */
@org.jspecify.annotations.NullMarked
package tatami;
