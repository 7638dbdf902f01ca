package dev.calsync.provider.google;

import dev.calsync.error.SyncException;

/** What came of one call. */
sealed interface ApiAnswer {

    /** It was carried out. */
    record Done(Content body) implements ApiAnswer {}

    /** It was understood and refused; it was surely not carried out. */
    record Refused(ApiError error) implements ApiAnswer {}

    /** It was surely not carried out, for a reason that has nothing to do with it. */
    record NotSent(SyncException cause) implements ApiAnswer {}

    /** It may or may not have been carried out. */
    record Lost(SyncException cause) implements ApiAnswer {}
}
