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

    /**
     * An authorization that access tokens are fetched with (RFC 6749). The engine keeps it, fetches and renews access
     * tokens, and gives a {@link Bearer} to whoever talks to the provider.
     *
     * @param tokens what is known of it
     */
    record OAuth(OAuthTokens tokens) implements Credentials {

        @Override
        public String toString() {
            return "OAuth[…]";
        }
    }

    /**
     * Access tokens come from a vault of the host's own, see {@link TokenProvider}; nothing secret is kept here.
     *
     * @param grant what the vault knows the authorization by; 1 to 256 characters, kept as it is, so no secret
     */
    record Vault(String grant) implements Credentials {

        /** @throws IllegalArgumentException if the name is empty or too long */
        public Vault {
            if (grant.isEmpty() || grant.length() > 256) {
                throw new IllegalArgumentException("a vault knows a grant by a name of 1 to 256 characters");
            }
        }
    }

    /** Nothing: a server that asks for none, or calendars of the host's own. */
    record None() implements Credentials {}
}
