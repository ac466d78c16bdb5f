/** SMTP, the only door to e-mail; and what a receipt says. */
@org.jspecify.annotations.NullMarked
package tatami.mail;
