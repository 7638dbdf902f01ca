package dev.calsync.provider;

import java.util.Optional;

/** The channels that calls are expected for: those that were asked for, and are not over. */
@FunctionalInterface
public interface LiveChannels {

    /** The channel whose provider calls this path, compared case-sensitively. Does not block for long. */
    Optional<Channel> byPath(String path);
}
