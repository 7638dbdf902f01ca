package dev.calsync.provider.caldav.testing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** GET, PUT and DELETE (RFC 4791 section 5.3, RFC 9110 section 13). */
final class ObjectHandler {

    private final DavTree tree;

    ObjectHandler(DavTree tree) {
        this.tree = tree;
    }

    DavReply get(DavRequest request) throws DavProblem {
        DavNode node = existing(request);
        if (!(node instanceof DavNode.Item item)) {
            return DavReply.status(405).with("Allow", "OPTIONS, PROPFIND, PROPPATCH, REPORT, DELETE");
        }
        if (tree.breaksOn(item.resource())) {
            return DavReply.status(500);
        }
        String etag = tree.etag(item.resource());
        String known = request.header("If-None-Match");
        if (known.equals("*") || tags(known).stream().map(ObjectHandler::opaque).anyMatch(opaque(etag)::equals)) {
            return DavReply.status(304).with("ETag", etag);
        }
        DavReply reply = DavReply.calendar(item.resource().text())
                .with(
                        "Last-Modified",
                        DavProperties.httpDate(
                                item.calendar().changedAt(item.resource().name())))
                .with("ETag", etag);
        String scheduleTag = scheduleTag(item.calendar(), item.resource());
        return scheduleTag.isEmpty() ? reply : reply.with("Schedule-Tag", scheduleTag);
    }

    private String scheduleTag(FakeCalendar calendar, FakeResource resource) {
        return tree.has(Quirk.AUTO_SCHEDULE) && Attendance.isScheduled(resource.text())
                ? calendar.scheduleTag(resource.name())
                : "";
    }

    DavReply put(DavRequest request) throws DavProblem {
        List<String> at = request.segments();
        DavNode node = tree.find(request.path());
        if (node != null && !(node instanceof DavNode.Item)) {
            return DavReply.status(405).with("Allow", "OPTIONS, PROPFIND, PROPPATCH, REPORT, DELETE");
        }
        FakeCalendar calendar =
                at.size() == 5 && at.get(1).equals(DavTree.CALENDARS) ? tree.calendar(at.get(2), at.get(3)) : null;
        if (calendar == null) {
            throw DavProblem.of(409, "There is no calendar to put this into");
        }
        checkWritable(calendar);
        String name = at.get(4);
        FakeResource old = calendar.find(name);
        checkPreconditions(request, old);
        String text = checkedText(request, calendar);
        checkUid(text, calendar, name);
        boolean rewrites = tree.has(Quirk.REWRITES_BODY_ON_PUT);
        FakeResource stored = calendar.store(name, rewrites ? rewritten(text) : text);
        DavReply reply = DavReply.status(old == null || tree.has(Quirk.OTHER_SUCCESS_STATUSES) ? 201 : 204);
        // RFC 4791 section 5.3.4: no ETag when the stored body is not the one that was sent.
        String scheduleTag = scheduleTag(calendar, stored);
        DavReply tagged = scheduleTag.isEmpty() ? reply : reply.with("Schedule-Tag", scheduleTag);
        return rewrites || tree.has(Quirk.NO_ETAG_AFTER_PUT) ? tagged : tagged.with("ETag", tree.etag(stored));
    }

    DavReply delete(DavRequest request) throws DavProblem {
        DavNode node = existing(request);
        int done = tree.has(Quirk.OTHER_SUCCESS_STATUSES) ? 200 : 204;
        if (node instanceof DavNode.Item item) {
            checkWritable(item.calendar());
            checkPreconditions(request, item.resource());
            item.calendar().discard(item.resource().name());
            return DavReply.status(done);
        }
        if (node instanceof DavNode.Collection collection) {
            checkWritable(collection.calendar());
            tree.delete(collection.calendar());
            return DavReply.status(done);
        }
        throw DavProblem.of(403, "This cannot be deleted");
    }

    private DavNode existing(DavRequest request) throws DavProblem {
        DavNode node = tree.find(request.path());
        if (node == null) {
            throw DavProblem.of(404, "There is nothing here");
        }
        return node;
    }

    private static void checkWritable(FakeCalendar calendar) throws DavProblem {
        if (calendar.isReadOnly()) {
            throw DavProblem.of(403, DavNames.dav("need-privileges"), "This calendar may only be read");
        }
    }

    private void checkPreconditions(DavRequest request, @Nullable FakeResource current) throws DavProblem {
        if (tree.has(Quirk.IGNORES_PRECONDITIONS)) {
            return;
        }
        String match = request.header("If-Match");
        if (!match.isEmpty() && !holds(match, current, true)) {
            throw DavProblem.of(412, "If-Match does not hold");
        }
        String noneMatch = request.header("If-None-Match");
        if (!noneMatch.isEmpty() && holds(noneMatch, current, false)) {
            throw DavProblem.of(412, "If-None-Match does not hold");
        }
    }

    /** If-Match compares strongly: a weak tag equals nothing, not even itself (RFC 9110 section 8.8.3.2). */
    private boolean holds(String header, @Nullable FakeResource current, boolean strongly) {
        if (current == null) {
            return false;
        }
        String etag = tree.etag(current);
        if (header.strip().equals("*")) {
            return true;
        }
        return strongly
                ? !etag.startsWith("W/") && tags(header).contains(etag)
                : tags(header).stream().map(ObjectHandler::opaque).anyMatch(opaque(etag)::equals);
    }

    private static List<String> tags(String header) {
        return List.of(header.strip().split("\\s*,\\s*", -1));
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    private String checkedText(DavRequest request, FakeCalendar calendar) throws DavProblem {
        String type = request.header("Content-Type").toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !type.startsWith("text/calendar")) {
            throw DavProblem.of(403, DavNames.caldav("supported-calendar-data"), "Only text/calendar is stored");
        }
        if (request.body().length > tree.maxResourceBytes()) {
            throw DavProblem.of(403, DavNames.MAX_RESOURCE_SIZE, "The resource is too large");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(request.body()))
                    .toString();
            CalendarText.Component root = CalendarText.judged(text);
            String component = CalendarText.objects(root).get(0).name();
            if (!calendar.components().contains(component)) {
                throw DavProblem.of(
                        403, DavNames.caldav("supported-calendar-component"), component + " is not stored here");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw DavProblem.of(403, DavNames.caldav("valid-calendar-data"), "The body is not UTF-8");
        } catch (CalendarText.Invalid e) {
            String condition = e.syntax ? "valid-calendar-data" : "valid-calendar-object-resource";
            throw DavProblem.of(403, DavNames.caldav(condition), String.valueOf(e.getMessage()));
        }
    }

    private void checkUid(String text, FakeCalendar calendar, String name) throws DavProblem {
        String uid = DavTree.uidOf(text);
        if (uid == null || tree.has(Quirk.UID_CONFLICT_ACCEPTED)) {
            return;
        }
        int status = tree.has(Quirk.UID_CONFLICT_AS_409) ? 409 : 403;
        String before = calendar.uidOf(name);
        if (before != null && !before.equals(uid)) {
            String href = tree.itemHref(calendar, name);
            throw DavProblem.of(status, DavNames.caldav("no-uid-conflict"), href, "The UID of a resource is for ever");
        }
        List<FakeCalendar> scope =
                tree.has(Quirk.UID_UNIQUE_PER_USER) ? tree.calendars(calendar.user()) : List.of(calendar);
        for (FakeCalendar each : scope) {
            Optional<FakeResource> other = each.otherWithUid(uid, each == calendar ? name : "");
            if (other.isPresent()) {
                String href = tree.itemHref(each, other.get().name());
                throw DavProblem.of(status, DavNames.caldav("no-uid-conflict"), href, "The UID is in use");
            }
        }
    }

    private static String rewritten(String text) {
        return text.replaceFirst("(?m)^END:VEVENT", "X-FAKE-REWRITTEN:1\r\nEND:VEVENT");
    }
}
