/** The API as its clients see it: HTTP in, JSON out, over a real PostgreSQL. */
package tatami.contract;
