package dev.calsync.provider.graph.testing;

/** What can be wrong with a notification that Graph never sent. */
public enum Forgery {
    /** Nothing: it is Graph's. */
    NONE,
    /** Another clientState. */
    OTHER_CLIENT_STATE,
    /** A signature that does not fit the encrypted data. */
    WRONG_DATA_SIGNATURE,
    /** A validation token that another app was given. */
    OTHER_PUBLISHER,
    /** A validation token for another app. */
    OTHER_AUDIENCE,
    /** A validation token of another tenant. */
    OTHER_ISSUER,
    /** A validation token that has expired. */
    EXPIRED_TOKEN,
    /** A validation token with a signature by another key. */
    WRONG_TOKEN_SIGNATURE,
    /** No validation token. */
    NO_TOKEN
}
