/** People who sign in to the portal: their passwords, roles, sessions and invitations, and what they did. */
@org.jspecify.annotations.NullMarked
package tatami.users;
