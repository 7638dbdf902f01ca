package dev.calsync.provider;

/**
 * Where a round of a change feed goes on: the token of its next page. It may be handed to another session, also after a
 * crash; a session that cannot go on there restarts the round by itself or says {@link ChangeResult.CursorExpired}.
 *
 * @param token the provider's token; opaque to the engine
 */
public record ResumePoint(String token) {
    @Override
    public String toString() {
        return "ResumePoint[…]";
    }
}
