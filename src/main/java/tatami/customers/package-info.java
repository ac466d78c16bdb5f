/** A merchant's buyers: how to reach them and where they live. */
@org.jspecify.annotations.NullMarked
package tatami.customers;
