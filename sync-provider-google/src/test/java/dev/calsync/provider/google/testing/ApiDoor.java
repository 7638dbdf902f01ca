package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Calendar API: authorisation, quotas, parameters, then the method. One request at a time holds the state's lock. */
final class ApiDoor {
    static final List<String> ROOT = List.of("calendar", "v3");

    private final GoogleState state;
    private final Quotas quotas;
    private final CalendarHandler calendars;
    private final EventHandler events;
    private final EventListHandler lists;
    private final ChannelHandler channels;

    ApiDoor(GoogleState state, FakePushes pushes) {
        this.state = state;
        this.channels = new ChannelHandler(state, pushes);
        this.quotas = new Quotas(state);
        this.calendars = new CalendarHandler(state);
        this.events = new EventHandler(state);
        this.lists = new EventListHandler(state);
    }

    Quotas quotas() {
        return quotas;
    }

    ChannelHandler channels() {
        return channels;
    }

    /** Whether a path lies below the API's root. */
    static boolean isApi(List<String> segments) {
        return segments.size() > ROOT.size() && segments.subList(0, ROOT.size()).equals(ROOT);
    }

    static ApiMethod.Call find(HttpMessage message) {
        List<String> segments = message.segments();
        return isApi(segments)
                ? ApiMethod.find(message.method(), segments.subList(ROOT.size(), segments.size()))
                : null;
    }

    ApiReply answer(HttpMessage message) {
        synchronized (state.lock()) {
            try {
                ApiMethod.Call call = find(message);
                if (call == null) {
                    throw ApiProblem.notFound();
                }
                ApiRequest request = new ApiRequest(call, message, authorized(message, call.method()));
                FieldMask mask = mask(request);
                quotas.charge(request);
                return masked(run(request), mask);
            } catch (ApiProblem e) {
                return e.reply();
            }
        }
    }

    private FakeUser authorized(HttpMessage message, ApiMethod method) throws ApiProblem {
        String authorization = message.header("Authorization");
        if (authorization.isEmpty()) {
            throw ApiProblem.of(401, "required", "Login Required.").in("header", "Authorization");
        }
        String token = authorization.replaceFirst("(?i)^Bearer +", "");
        for (FakeUser user : state.users()) {
            AccessTokens.Grant grant = user.tokens().find(token);
            if (grant != null) {
                Set<String> scopes = grant.scopes();
                if (Collections.disjoint(scopes, method.scopes())) {
                    throw ApiProblem.scripted(403, "insufficientPermissions");
                }
                return user;
            }
        }
        throw ApiProblem.scripted(401, "authError");
    }

    private ApiReply run(ApiRequest request) throws ApiProblem {
        return switch (request.method()) {
            case CALENDAR_LIST_LIST -> calendars.list(request);
            case CALENDAR_LIST_GET -> calendars.entry(request);
            case CALENDAR_LIST_INSERT -> calendars.subscribe(request);
            case CALENDAR_LIST_PATCH -> calendars.change(request);
            case CALENDAR_LIST_DELETE -> calendars.unsubscribe(request);
            case CALENDARS_GET -> calendars.get(request);
            case CALENDARS_INSERT -> calendars.insert(request);
            case CALENDARS_PATCH -> calendars.patch(request);
            case CALENDARS_DELETE -> calendars.delete(request);
            case EVENTS_LIST -> lists.list(request);
            case EVENTS_INSTANCES -> lists.instances(request);
            case EVENTS_GET -> events.get(request);
            case EVENTS_INSERT -> events.insert(request);
            case EVENTS_IMPORT -> events.imported(request);
            case EVENTS_PATCH -> events.patch(request);
            case EVENTS_UPDATE -> events.update(request);
            case EVENTS_DELETE -> events.delete(request);
            case EVENTS_MOVE -> events.move(request);
            case EVENTS_WATCH -> channels.watchEvents(request);
            case CALENDAR_LIST_WATCH -> channels.watchCalendarList(request);
            case CHANNELS_STOP -> channels.stop(request);
        };
    }

    private static FieldMask mask(ApiRequest request) throws ApiProblem {
        FieldMask mask = FieldMask.parse(request.has("fields") ? request.parameter("fields") : "*");
        mask.check(Shapes.of(request.method()));
        return mask;
    }

    private static ApiReply masked(ApiReply reply, FieldMask mask) throws ApiProblem {
        if (reply.body().length == 0) {
            return reply;
        }
        ObjectNode whole = Json.parsed(reply.text());
        JsonNode kept = mask.apply(whole);
        ApiReply masked = ApiReply.json(reply.status(), kept);
        String etag = reply.headers().get("ETag");
        return etag == null ? masked : masked.with(Map.of("ETag", etag));
    }
}
