package dev.calsync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.http.ApiOperation.Call;
import dev.calsync.http.HttpResponse;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Quarantined;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The operations of the JSON API about what went otherwise than wanted: conflicts, held runs, quarantine. What a person
 * answers carries what was shown, so that an answer never decides about something that nobody has seen. Events are named
 * and never shown, so a merged event cannot be sent here; that is {@link CalendarRepairs#resolve}.
 */
final class RepairsApi {
    private static final int LOOKED_AT = 10_000;
    private static final String CONFLICTS = UserApi.CALENDAR + "/conflicts";
    private static final String HELD = UserApi.CALENDAR + "/held";
    private static final String QUARANTINE = UserApi.CALENDAR + "/quarantine";
    private static final String CHANGED = "it is not like that any more; look again";

    private final ApiJson json;

    RepairsApi(ApiJson json) {
        this.json = json;
    }

    void addTo(UserApi.Adding api) {
        conflicts(api);
        held(api);
        quarantine(api);
    }

    private void conflicts(UserApi.Adding api) {
        api.add(
                "GET",
                CONFLICTS,
                "calendarConflicts",
                "Conflicts that wait for an answer, oldest first.",
                null,
                (user, call) -> ApiJson.list(
                        "conflicts", repairs(user, call).conflicts(UserApi.limit(call)), RepairsApi::conflict));
        api.add(
                "POST",
                CONFLICTS + "/{series}/resolve",
                "resolveConflict",
                "Answers a conflict.",
                "keep (local, remote), whose state stands, and version, as the conflict showed it",
                this::resolve);
    }

    private HttpResponse resolve(UserSync user, Call call) {
        Side keep = json.word(call.request(), "keep", Side.class).orElseThrow(() -> missing("keep"));
        String version = json.text(call.request(), "version").orElseThrow(() -> missing("version"));
        CalendarRepairs repairs = repairs(user, call);
        OpenConflict open = repairs.conflicts(LOOKED_AT).stream()
                .filter(one -> one.series().value().equals(call.variable("series")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such conflict waits for an answer"));
        Resolution answer = keep == Side.LOCAL ? new Resolution.KeepLocal() : new Resolution.KeepRemote();
        return done(version(open).equals(version) && repairs.resolve(open, answer));
    }

    /** Both sides' states, as far as an answer depends on them. */
    private static String version(OpenConflict open) {
        return open.localVersion() + ":" + Objects.requireNonNullElse(open.remoteTag(), "");
    }

    private static ObjectNode conflict(OpenConflict open) {
        ObjectNode node = ApiJson.object();
        node.put("series", open.series().value());
        node.put("version", version(open));
        node.put("reason", open.reason());
        node.put("since", open.since().toString());
        node.put("answered", open.answered());
        node.put("deletedHere", open.conflict().local() == null);
        node.put("deletedThere", open.conflict().remote() == null);
        ArrayNode changes = node.putArray("changes");
        open.conflict().fields().forEach(field -> changes.add(field.toString()));
        return node;
    }

    private static void held(UserApi.Adding api) {
        api.add(
                "GET",
                HELD,
                "heldRuns",
                "Runs that wait for a person because they would change much.",
                null,
                (user, call) -> ApiJson.list("held", repairs(user, call).held(), RepairsApi::held));
        api.add(
                "POST",
                HELD + "/{held}/approve",
                "approveHeldRun",
                "Lets a held run make its changes.",
                null,
                (user, call) -> done(repairs(user, call).approve(held(user, call))));
        api.add(
                "POST",
                HELD + "/{held}/refuse",
                "refuseHeldRun",
                "Has a held run's changes undone where they come from.",
                null,
                (user, call) -> done(repairs(user, call).refuse(held(user, call))));
    }

    /** Tells how many changes there are as well: if there are more by the time of the answer, it is about another one. */
    private static String id(HeldRun held) {
        return ApiJson.word(held.kind()) + "-" + ApiJson.word(held.side()) + "-" + held.changes();
    }

    private static HeldRun held(UserSync user, Call call) {
        return repairs(user, call).held().stream()
                .filter(one -> id(one).equals(call.variable("held")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such run is held (any more); look again"));
    }

    private static ObjectNode held(HeldRun held) {
        ObjectNode node = ApiJson.object();
        node.put("id", id(held));
        node.put("kind", ApiJson.word(held.kind()));
        node.put("side", ApiJson.word(held.side()));
        node.put("changes", held.changes());
        node.put("known", held.known());
        node.put("since", held.since().toString());
        node.put("reason", held.reason());
        return node;
    }

    private static void quarantine(UserApi.Adding api) {
        api.add(
                "GET",
                QUARANTINE,
                "calendarQuarantine",
                "What cannot be synchronised.",
                null,
                (user, call) -> ApiJson.list(
                        "quarantine", repairs(user, call).quarantine(UserApi.limit(call)), RepairsApi::quarantined));
        api.add(
                "POST",
                QUARANTINE + "/{side}/{key}/replay",
                "replayQuarantined",
                "Tries once more what could not be synchronised.",
                null,
                (user, call) -> {
                    CalendarRepairs repairs = repairs(user, call);
                    Quarantined row = repairs.quarantine(LOOKED_AT).stream()
                            .filter(one -> one.key().equals(call.variable("key"))
                                    && ApiJson.word(one.side()).equals(call.variable("side")))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("nothing like that is in quarantine"));
                    return done(repairs.replay(row));
                });
    }

    /** A key names a series of the user's own; the text that people wrote stays where it is. */
    private static ObjectNode quarantined(Quarantined one) {
        ObjectNode node = ApiJson.object();
        node.put("key", one.key());
        node.put("side", ApiJson.word(one.side()));
        node.put("reason", one.reason());
        node.put("attempts", one.attempts());
        node.put("since", one.since().toString());
        ApiJson.put(node, "nextTryAt", Optional.ofNullable(one.nextTryAt()));
        node.put("conflict", one.conflict());
        return node;
    }

    private static CalendarRepairs repairs(UserSync user, Call call) {
        return user.repairs(UserApi.calendar(call));
    }

    private static InvalidConfigurationException missing(String name) {
        return new InvalidConfigurationException("the body", List.of("$." + name + ": is missing"));
    }

    private static HttpResponse done(boolean asItWas) {
        if (!asItWas) {
            throw new IllegalStateException(CHANGED);
        }
        return HttpResponse.of(204);
    }
}
