package dev.calsync.provider.caldav;

import dev.calsync.error.SyncException;
import dev.calsync.model.ETag;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.namespace.QName;

/**
 * What came back, after its body was read.
 *
 * @param status the status; for a single resource that answered in a multistatus, the status in there
 * @param uri where it came from, after redirects
 * @param syncToken the token at the end of a multistatus
 * @param etag the entity tag in the head
 * @param scheduleTag the schedule tag in the head (RFC 6638 section 8.2)
 * @param location where a new resource was put
 * @param conditions what a refusal names as its reason
 * @param failure what a refusal means when there is no better way to tell it
 */
record DavAnswer(
        int status,
        URI uri,
        Optional<String> syncToken,
        Optional<ETag> etag,
        Optional<String> scheduleTag,
        Optional<String> location,
        Map<QName, DavElement> conditions,
        Supplier<SyncException> failure) {

    boolean isSuccess() {
        return DavResponse.isSuccess(status);
    }

    boolean isGone() {
        return status == 404 || status == 410;
    }

    boolean names(QName condition) {
        return conditions.containsKey(condition);
    }

    /** This answer, if it is a multistatus. */
    DavAnswer orThrow() {
        if (status != 207) {
            throw failure.get();
        }
        return this;
    }
}
