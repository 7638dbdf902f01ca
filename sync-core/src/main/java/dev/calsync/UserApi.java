package dev.calsync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.http.ApiOperation;
import dev.calsync.http.ApiOperation.Call;
import dev.calsync.http.HttpResponse;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the JSON API. Each is a call of the user's own {@link UserSync}, which knows of nothing that is
 * another user's, so none of them can reach further than its caller may.
 */
final class UserApi {
    static final String CALENDAR = "/calendars/{calendar}";
    private static final String SCHEDULE = "/schedules/{schedule}";
    private static final String LETTER = "/dead-letters/{run}";

    /** Those that take a limit. */
    private static final Set<String> LIMITED =
            Set.of("calendarHistory", "calendarQuarantine", "calendarConflicts", "listDeadLetters");

    private final Function<UserId, UserSync> users;
    private final ProgressStream progress;
    private final ApiJson json = new ApiJson();
    private final List<ApiOperation> operations = new ArrayList<>();

    UserApi(Function<UserId, UserSync> users, ProgressStream progress) {
        this.users = users;
        this.progress = progress;
        calendars();
        steering();
        schedules();
        settings();
        work();
        new RepairsApi(json).addTo(this::add);
    }

    List<ApiOperation> operations() {
        return List.copyOf(operations);
    }

    private void add(
            String method,
            String template,
            String id,
            String summary,
            @Nullable String body,
            BiFunction<UserSync, Call, HttpResponse> handler) {
        boolean limited = LIMITED.contains(id);
        operations.add(new ApiOperation(
                method, template, id, summary, body, limited, call -> handler.apply(users.apply(call.user()), call)));
    }

    /** Takes an operation. */
    @FunctionalInterface
    interface Adding {
        void add(
                String method,
                String template,
                String id,
                String summary,
                @Nullable String body,
                BiFunction<UserSync, Call, HttpResponse> handler);
    }

    private void calendars() {
        add("GET", "/calendars", "listCalendars", "The user's calendars.", null, (user, call) -> {
            ObjectNode root = ApiJson.object();
            var all = root.putArray("calendars");
            for (Account account : user.accounts()) {
                for (RemoteCalendar calendar : user.calendars(account)) {
                    ObjectNode node = all.addObject();
                    node.put("calendar", calendar.ref().toString());
                    node.put("name", calendar.displayName());
                    node.put("writable", calendar.writable());
                    node.put("provider", account.provider().value());
                }
            }
            return ApiJson.answer(root);
        });
        add(
                "GET",
                CALENDAR + "/status",
                "calendarStatus",
                "How a calendar is doing.",
                null,
                (user, call) -> ApiJson.answer(ApiJson.status(user.status(calendar(call)))));
        add(
                "GET",
                CALENDAR + "/history",
                "calendarHistory",
                "A calendar's runs, newest first.",
                null,
                (user, call) -> ApiJson.list("runs", user.history(calendar(call), limit(call)), ApiJson::run));
        add(
                "GET",
                CALENDAR + "/channel",
                "calendarChannel",
                "How a push channel is doing.",
                null,
                (user, call) -> user.status(calendar(call))
                        .channel()
                        .map(channel -> ApiJson.answer(ApiJson.channel(channel)))
                        .orElseThrow(() -> new IllegalArgumentException("this calendar has no push channel")));
    }

    private void steering() {
        add(
                "POST",
                CALENDAR + "/sync",
                "syncNow",
                "Asks for a calendar to be synchronised now.",
                "type (incremental, full) and priority (high, normal, low), both optional",
                (user, call) -> ApiJson.answer(json.tree(user.syncNow(
                                List.of(calendar(call)),
                                json.word(call.request(), "type", SyncType.class)
                                        .orElse(SyncType.INCREMENTAL),
                                json.word(call.request(), "priority", Priority.class)
                                        .orElse(Priority.HIGH))
                        .toJson())));
        add("POST", CALENDAR + "/pause", "pauseCalendar", "Pauses a calendar.", "reason, optional", (user, call) -> {
            user.pause(calendar(call), json.text(call.request(), "reason").orElse("paused by the user"));
            return HttpResponse.of(204);
        });
        add("POST", CALENDAR + "/resume", "resumeCalendar", "Lets a calendar go on.", null, (user, call) -> {
            user.resume(calendar(call));
            return HttpResponse.of(204);
        });
    }

    private void schedules() {
        add(
                "GET",
                "/schedules",
                "listSchedules",
                "The user's schedules, oldest first.",
                null,
                (user, call) -> ApiJson.list("schedules", user.schedules(), json::schedule));
        add(
                "POST",
                "/schedules",
                "addSchedule",
                "Keeps a schedule.",
                "a schedule in its JSON form",
                (user, call) -> ApiJson.answer(ApiJson.registration(
                        user.schedule(SyncSchedule.fromJson(call.request().text())))));
        add(
                "PUT",
                SCHEDULE,
                "replaceSchedule",
                "Changes a schedule.",
                "a schedule in its JSON form",
                (user, call) -> ApiJson.answer(ApiJson.registration(user.reschedule(
                        schedule(call), SyncSchedule.fromJson(call.request().text())))));
        add("DELETE", SCHEDULE, "removeSchedule", "Forgets a schedule.", null, (user, call) -> {
            user.unschedule(schedule(call));
            return HttpResponse.of(204);
        });
        add("POST", SCHEDULE + "/pause", "pauseSchedule", "Pauses a schedule.", "reason, optional", (user, call) -> {
            user.pause(schedule(call), json.text(call.request(), "reason").orElse("paused by the user"));
            return HttpResponse.of(204);
        });
        add(
                "POST",
                SCHEDULE + "/resume",
                "resumeSchedule",
                "Lets a schedule fire again.",
                null,
                (user, call) -> ApiJson.answer(ApiJson.registration(user.resume(schedule(call)))));
    }

    private void settings() {
        add(
                "GET",
                "/settings",
                "settings",
                "What the user chose for all calendars.",
                null,
                (user, call) -> ApiJson.answer(json.tree(user.settings().toJson())));
        add("PUT", "/settings", "keepSettings", "Keeps what the user chose.", "the settings", (user, call) -> {
            user.settings(SyncSettings.fromJson(call.request().text()));
            return HttpResponse.of(204);
        });
        add(
                "GET",
                CALENDAR + "/settings",
                "calendarSettings",
                "What was chosen for a calendar.",
                null,
                (user, call) ->
                        ApiJson.answer(json.tree(user.settings(calendar(call)).toJson())));
        add("PUT", CALENDAR + "/settings", "keepCalendarSettings", "Keeps it.", "the settings", (user, call) -> {
            user.settings(calendar(call), SyncSettings.fromJson(call.request().text()));
            return HttpResponse.of(204);
        });
    }

    private void work() {
        add(
                "GET",
                "/progress",
                "progress",
                "How runs come along, as server-sent events.",
                null,
                (user, call) -> progress.open(user));
        add(
                "GET",
                "/jobs/{job}",
                "job",
                "One of the user's jobs.",
                null,
                (user, call) -> user.job(job(call))
                        .map(job -> ApiJson.answer(json.tree(job.toJson())))
                        .orElseThrow(() -> new IllegalArgumentException("this user has no such job")));
        add(
                "POST",
                "/jobs/{job}/cancel",
                "cancelJob",
                "Calls a job off.",
                null,
                (user, call) -> ApiJson.answer(json.tree(user.cancel(job(call)).toJson())));
        add(
                "GET",
                "/dead-letters",
                "listDeadLetters",
                "Work that was given up, newest first.",
                null,
                (user, call) -> ApiJson.list("deadLetters", user.deadLetters(limit(call)), ApiJson::letter));
        add(
                "POST",
                LETTER + "/replay",
                "replayDeadLetter",
                "Does given-up work again.",
                null,
                (user, call) -> user.deadLetter(RunId.of(call.variable("run")))
                        .map(letter ->
                                ApiJson.answer(json.tree(user.replay(letter).toJson())))
                        .orElseThrow(() -> new IllegalArgumentException("this user has no such dead letter")));
        add("DELETE", LETTER, "dropDeadLetter", "Forgets given-up work.", null, (user, call) -> {
            user.drop(List.of(RunId.of(call.variable("run"))));
            return HttpResponse.of(204);
        });
    }

    /** Some containers refuse an encoded slash, so a reference may be encoded twice. */
    static CalendarRef calendar(Call call) {
        String text = call.variable("calendar");
        return CalendarRef.parse(text.contains("/") ? text : URLDecoder.decode(text, StandardCharsets.UTF_8));
    }

    private static ScheduleId schedule(Call call) {
        return ScheduleId.of(call.variable("schedule"));
    }

    private static JobId job(Call call) {
        return JobId.of(call.variable("job"));
    }

    static int limit(Call call) {
        String text = call.request().query().getOrDefault("limit", String.valueOf(ApiOperation.LIST_DEFAULT));
        if (!text.matches("[0-9]{1,4}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > ApiOperation.LIST_MAX) {
            throw new InvalidConfigurationException(
                    "the query", List.of("limit: must be 1 to " + ApiOperation.LIST_MAX));
        }
        return Integer.parseInt(text);
    }
}
