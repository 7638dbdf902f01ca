package dev.calsync.provider;

/**
 * Where a finished round of a change feed ended: the provider's cursor and what was asked for. Both are opaque to the
 * engine. {@link #toString()} does not show the cursor, which may work like a bearer token.
 *
 * @param cursor the provider's cursor, such as a sync token
 * @param fingerprint tells queries apart; a cursor is only good for the query it came from
 */
public record Checkpoint(String cursor, String fingerprint) {
    @Override
    public String toString() {
        return "Checkpoint[…]";
    }
}
