package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The calendar list, and calendars as such. */
final class CalendarHandler {
    private static final int SIZE = 100;
    private static final int MAX_SIZE = 250;
    private static final List<String> ROLES =
            List.of("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner");

    private final GoogleState state;

    CalendarHandler(GoogleState state) {
        this.state = state;
    }

    ApiReply list(ApiRequest request) throws ApiProblem {
        FakeUser user = request.user();
        CalendarList list = user.list();
        Listing listing = new Listing(
                state,
                request,
                new Listing.Source(
                        "list:" + user.email(),
                        list.tokenEpoch(),
                        0,
                        null,
                        SIZE,
                        MAX_SIZE,
                        Set.of("minAccessRole", "showOwnOrganizationOnly"),
                        Set.of("showDeleted", "showHidden"),
                        Set.of("minAccessRole", "showOwnOrganizationOnly")));
        List<Listing.Row> rows = new ArrayList<>();
        for (CalendarList.Entry entry : list.all()) {
            boolean shown = listing.isIncremental()
                    ? entry.changed > listing.since()
                    : (entry.calendar != null || request.flag("showDeleted"))
                            && (!entry.isHidden() || request.flag("showHidden"))
                            && isAtLeast(request.parameter("minAccessRole"), entry, user);
            if (shown) {
                long key = listing.isIncremental() ? entry.changed : entry.order;
                rows.add(new Listing.Row(key, () -> list.shown(entry)));
            }
        }
        ObjectNode envelope = Json.object();
        envelope.put("kind", "calendar#calendarList").put("etag", "\"p" + state.ticks() + "\"");
        listing.fill(envelope, rows);
        return ApiReply.ok(envelope);
    }

    private static boolean isAtLeast(String wanted, CalendarList.Entry entry, FakeUser user) {
        return wanted.isEmpty()
                || entry.calendar == null
                || ROLES.indexOf(entry.calendar.role(user.email())) >= ROLES.indexOf(wanted);
    }

    ApiReply entry(ApiRequest request) throws ApiProblem {
        return ApiReply.ok(request.user().list().shown(listed(request)));
    }

    ApiReply subscribe(ApiRequest request) throws ApiProblem {
        ObjectNode body = request.json();
        FakeCalendar calendar = state.calendar(request.user(), Json.text(body, "id"));
        if (calendar == null) {
            throw ApiProblem.notFound();
        }
        CalendarList.Entry entry = request.user().list().add(calendar);
        return settings(request, entry, body);
    }

    ApiReply change(ApiRequest request) throws ApiProblem {
        return settings(request, listed(request), request.json());
    }

    private static ApiReply settings(ApiRequest request, CalendarList.Entry entry, ObjectNode body) {
        body.retain(CalendarList.SETTABLE);
        Json.merge(entry.settings, body);
        request.user().list().touch(entry);
        return ApiReply.ok(request.user().list().shown(entry));
    }

    ApiReply unsubscribe(ApiRequest request) throws ApiProblem {
        CalendarList.Entry entry = listed(request);
        if (entry.calendarId.equals(request.user().email())) {
            throw ApiProblem.invalid("The primary calendar stays on the list.");
        }
        if (entry.calendar != null) {
            request.user().list().remove(entry.calendar);
        }
        return ApiReply.empty(204);
    }

    private static CalendarList.Entry listed(ApiRequest request) throws ApiProblem {
        CalendarList.Entry entry = request.user().list().find(request.variable("calendarId"));
        if (entry == null || entry.calendar == null) {
            throw ApiProblem.notFound();
        }
        return entry;
    }

    ApiReply get(ApiRequest request) throws ApiProblem {
        return ApiReply.ok(Access.calendar(state, request).shown());
    }

    ApiReply insert(ApiRequest request) throws ApiProblem {
        ObjectNode body = request.json();
        if (!body.hasNonNull("summary")) {
            throw ApiProblem.required("Missing title.");
        }
        return ApiReply.ok(
                state.create(request.user(), Json.text(body, "summary")).shown());
    }

    ApiReply patch(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = owned(request);
        ObjectNode body = request.json();
        if (body.hasNonNull("summary")) {
            calendar.rename(Json.text(body, "summary"));
        }
        return ApiReply.ok(calendar.shown());
    }

    ApiReply delete(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = owned(request);
        if (calendar.id().equals(request.user().email())) {
            throw ApiProblem.of(403, "cannotDeletePrimaryCalendar", "The primary calendar cannot be deleted.");
        }
        state.remove(calendar);
        return ApiReply.empty(204);
    }

    private FakeCalendar owned(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = Access.calendar(state, request);
        if (!calendar.role(request.user().email()).equals("owner")) {
            throw ApiProblem.scripted(403, "requiredAccessLevel");
        }
        return calendar;
    }
}
