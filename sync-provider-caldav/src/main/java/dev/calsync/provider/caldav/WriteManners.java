package dev.calsync.provider.caldav;

import java.util.Optional;

/**
 * What a server turned out to do when a calendar is written to.
 *
 * @param preconditions whether it looks at them
 * @param tellsAttendees whether it sends invitations of its own accord (RFC 6638); empty until it was asked
 */
record WriteManners(Preconditions preconditions, Optional<Boolean> tellsAttendees) {
    static final WriteManners UNKNOWN = new WriteManners(Preconditions.UNKNOWN, Optional.empty());

    /** What becomes of {@code If-Match} and {@code If-None-Match}. */
    enum Preconditions {
        UNKNOWN,
        HONOURED,
        IGNORED
    }

    WriteManners with(Preconditions found) {
        return new WriteManners(found, tellsAttendees);
    }

    WriteManners tellingAttendees(boolean tells) {
        return new WriteManners(preconditions, Optional.of(tells));
    }
}
