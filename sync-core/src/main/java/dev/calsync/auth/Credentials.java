package dev.calsync.auth;

/** What an account proves itself with. Immutable; never shown by {@code toString}. */
public sealed interface Credentials {

    /**
     * A user name and a password (RFC 7617).
     *
     * @param username the name; no colon
     * @param password the password
     */
    record Basic(String username, Secret password) implements Credentials {

        /** @throws IllegalArgumentException if the name is empty or holds a colon, which RFC 7617 forbids */
        public Basic {
            if (username.isEmpty() || username.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a user name must not be empty and must not hold a colon");
            }
        }

        @Override
        public String toString() {
            return "Basic[…]";
        }
    }

    /**
     * A token that proves itself (RFC 6750), as OAuth gives it.
     *
     * @param token the token; never empty
     */
    record Bearer(Secret token) implements Credentials {

        /** @throws IllegalArgumentException if the token is empty or holds what a header cannot carry */
        public Bearer {
            String text = token.reveal();
            if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
                throw new IllegalArgumentException("a bearer token is printable ASCII without spaces, and not empty");
            }
        }

        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }

    /** Nothing: a server that asks for none, or calendars of the host's own. */
    record None() implements Credentials {}
}
