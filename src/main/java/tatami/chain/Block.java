package tatami.chain;

import java.time.Instant;

/**
 * Rows that follow each other in a book.
 *
 * @param number from one on, without gaps
 * @param behind the rows above this number …
 * @param last … up to this one. Numbers of rows may have gaps, blocks have none
 * @param hash keyed: of these rows and of the block before
 */
record Block(Book book, long number, long behind, long last, int rows, byte[] hash, Instant madeAt) {}
