package dev.calsync.provider.graph.testing;

import org.jspecify.annotations.Nullable;

/** The ways in which Graph says that a delta has to start over, as they were seen. */
public enum Reset {
    /** 410 with the URL to start at in its Location. */
    GONE_WITH_LOCATION(410, "resyncRequired"),
    /** 410 {@code syncStateNotFound}. */
    SYNC_STATE_NOT_FOUND(410, "syncStateNotFound"),
    /** The same with a capital, and as 400. */
    SYNC_STATE_NOT_FOUND_CAPITAL(400, "SyncStateNotFound"),
    /** 404 {@code syncStateNotFound}. */
    SYNC_STATE_NOT_FOUND_404(404, "syncStateNotFound"),
    /** 400 {@code syncStateInvalid}. */
    SYNC_STATE_INVALID(400, "syncStateInvalid"),
    /** 410 {@code resyncRequired} without a Location. */
    RESYNC_REQUIRED(410, "resyncRequired"),
    /** 400 {@code ResyncRequired}. */
    RESYNC_REQUIRED_CAPITAL(400, "ResyncRequired");

    private final int status;
    private final String code;

    Reset(int status, String code) {
        this.status = status;
        this.code = code;
    }

    GraphProblem problem(@Nullable String freshUrl) {
        GraphProblem problem =
                new GraphProblem(status, code, "The sync state generation is not found; a full sync is needed.");
        return this == GONE_WITH_LOCATION && freshUrl != null ? problem.with("Location", freshUrl) : problem;
    }
}
