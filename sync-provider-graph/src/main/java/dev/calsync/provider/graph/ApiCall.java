package dev.calsync.provider.graph;

import dev.calsync.model.ETag;
import org.jspecify.annotations.Nullable;

/**
 * A request to Graph, sent by itself or as a part of a batch. {@link #toString()} shows the method only: addresses hold ids.
 */
final class ApiCall {
    private final String method;
    private final String target;
    private final byte @Nullable [] body;
    private final @Nullable ETag expected;

    private ApiCall(String method, String target, byte @Nullable [] body, @Nullable ETag expected) {
        this.method = method;
        this.target = target;
        this.body = body;
        this.expected = expected;
    }

    String method() {
        return method;
    }

    /** Path and query after the version, beginning with a slash. */
    String target() {
        return target;
    }

    /** JSON; null for none. */
    byte @Nullable [] body() {
        return body;
    }

    /** The state that it is meant for; null for any. */
    @Nullable
    ETag expected() {
        return expected;
    }

    static ApiCall get(String target) {
        return new ApiCall("GET", target, null, null);
    }

    static ApiCall post(String target, byte[] body) {
        return new ApiCall("POST", target, body, null);
    }

    static ApiCall patch(String target, byte[] body, @Nullable ETag expected) {
        return new ApiCall("PATCH", target, body, expected);
    }

    static ApiCall delete(String target, @Nullable ETag expected) {
        return new ApiCall("DELETE", target, null, expected);
    }

    /** The same, meant for another state. */
    ApiCall expecting(@Nullable ETag state) {
        return new ApiCall(method, target, body, state);
    }

    boolean reads() {
        return method.equals("GET");
    }

    @Override
    public String toString() {
        return method;
    }
}
