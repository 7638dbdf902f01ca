package dev.calsync.provider.graph;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.SeriesDiff;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Single occurrences of a series: Graph has an event for each, which is changed or deleted by itself. The series' own state
 * is read first, because what Exchange keeps of its exceptions when a series changes is Exchange's business; then what
 * differs is written, day by day, and what came of it is read.
 *
 * <p>A write that stops in the middle is told as such ({@link WriteOutcome.WrittenInPart}); what is left of it is written
 * onto what is there.
 */
final class SeriesWrites {
    private static final int ENOUGH_SECONDS = 60;

    private final GraphClient client;
    private final GraphPaths paths;
    private final ReadBack readBack;

    SeriesWrites(GraphClient client, GraphPaths paths, ReadBack readBack) {
        this.client = client;
        this.paths = paths;
        this.readBack = readBack;
    }

    /** What has to be done on one day: a new state, or null to cancel it. */
    private record Task(LocalDate day, @Nullable CalendarEvent wanted) {}

    /**
     * Brings the single days of a series to what is wanted.
     *
     * @param there the series as it is now; null if it has to be read
     * @param begun whether this write has already changed something
     */
    WriteOutcome days(
            String calendarId,
            RemoteId id,
            SeriesForm form,
            EventSeries wanted,
            @Nullable RemoteSeries there,
            boolean begun)
            throws InterruptedException {
        boolean[] changed = {begun};
        try {
            RemoteSeries now = there == null ? read(calendarId, id) : there;
            if (now == null) {
                return begun
                        ? new WriteOutcome.Unknown("the series was written, and is gone")
                        : new WriteOutcome.NotFound();
            }
            String refused = carryOut(calendarId, id, form, now, changed);
            if (refused != null && !changed[0]) {
                return new WriteOutcome.Rejected(refused);
            }
            RemoteSeries after = changed[0] ? read(calendarId, id) : now;
            if (after == null) {
                return new WriteOutcome.Unknown("the series was written, and is gone");
            }
            RemoteSeries spelled = Alike.inWordsOf(after, wanted);
            return refused == null ? new WriteOutcome.Written(spelled) : new WriteOutcome.WrittenInPart(spelled);
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            if (!changed[0] && e instanceof ThrottledException) {
                throw e;
            }
            return new WriteOutcome.Unknown("it stopped in the middle: " + e.getMessage());
        }
    }

    private @Nullable RemoteSeries read(String calendarId, RemoteId id) throws InterruptedException {
        return readBack.look(calendarId, id.value()).remote();
    }

    /** Returns why a day could not be written; null if all were. */
    private @Nullable String carryOut(
            String calendarId, RemoteId id, SeriesForm form, RemoteSeries now, boolean[] changed)
            throws InterruptedException {
        SeriesForm there;
        try {
            there = SeriesForm.there(now.series());
        } catch (InexpressibleException e) {
            return String.valueOf(e.getMessage());
        }
        List<Task> left = tasks(form, there);
        Map<LocalDate, String> ids = occurrences(calendarId, id, form.master(), now, left);
        @Nullable String refused = null;
        // A day may be in the way of its neighbour until that one has moved as well: again while something moves.
        for (boolean progress = true; progress && !left.isEmpty(); ) {
            progress = false;
            List<Task> again = new ArrayList<>();
            for (Task task : left) {
                String occurrence = ids.get(task.day());
                String reason = occurrence == null
                        ? "the series has no occurrence on a day that is to be changed"
                        : one(calendarId, occurrence, task, there, form);
                if (reason == null) {
                    changed[0] = true;
                    progress = true;
                } else {
                    refused = reason;
                    again.add(task);
                }
            }
            left = again;
        }
        return left.isEmpty() ? null : refused;
    }

    private static List<Task> tasks(SeriesForm form, SeriesForm there) {
        Map<LocalDate, Task> tasks = new TreeMap<>();
        Set<LocalDate> cancel = new TreeSet<>(form.cancelled());
        cancel.removeAll(there.cancelled());
        List<Task> all = new ArrayList<>();
        cancel.forEach(day -> all.add(new Task(day, null)));
        form.changesFrom(there).forEach((day, event) -> tasks.put(day, new Task(day, event)));
        there.changed().forEach((day, event) -> {
            if (!form.changed().containsKey(day) && !form.cancelled().contains(day)) {
                EventTime instance = Instances.on(form.master(), day);
                tasks.put(day, new Task(day, Instances.generated(form.master(), instance)));
            }
        });
        all.addAll(tasks.values());
        return all;
    }

    /** Carries out one task. Returns why it was refused; null if it was done. */
    private @Nullable String one(String calendarId, String occurrence, Task task, SeriesForm there, SeriesForm form)
            throws InterruptedException {
        String target = paths.event(calendarId, occurrence);
        CalendarEvent wanted = task.wanted();
        ApiAnswer answer;
        if (wanted == null) {
            answer = client.send(ApiCall.delete(target, null));
            if (answer.isGone()) {
                return null;
            }
        } else {
            EventTime instance = Instances.on(form.master(), task.day());
            CalendarEvent shown = there.changed().get(task.day());
            CalendarEvent before = shown == null ? Instances.generated(there.master(), instance) : shown;
            Set<EventField> fields = changed(before, wanted, instance);
            if (!EventJson.changesAnything(fields)) {
                return null;
            }
            answer = client.send(ApiCall.patch(target, EventJson.patch(wanted, fields, null), null));
        }
        if (answer.isSuccess()) {
            return null;
        }
        if (GraphErrors.eventRefused(answer).isPresent() && !GraphErrors.stateMoved(answer)) {
            return GraphErrors.eventRefused(answer).get();
        }
        throw answer.failure();
    }

    /** The fields of an occurrence that differ; both sides are compared as overrides of the same instance. */
    private static Set<EventField> changed(CalendarEvent before, CalendarEvent wanted, EventTime instance) {
        EventSeries from =
                EventSeries.of(before.toBuilder().recurrenceId(instance).build());
        EventSeries to =
                EventSeries.of(wanted.toBuilder().recurrenceId(instance).build());
        Set<EventField> fields = EnumSet.noneOf(EventField.class);
        fields.addAll(SeriesDiff.between(from, to).fieldsOf(instance));
        fields.remove(EventField.RECURRENCE);
        return fields;
    }

    /** The ids of the occurrences on those days: exceptions are known by theirs, the others are looked for. */
    private Map<LocalDate, String> occurrences(
            String calendarId, RemoteId id, CalendarEvent master, RemoteSeries now, List<Task> tasks)
            throws InterruptedException {
        Map<LocalDate, String> ids = new LinkedHashMap<>();
        EventTime start = master.start();
        now.parts()
                .forEach((instance, part) -> ids.put(
                        Instances.local(start, instance).toLocalDate(),
                        part.id().value()));
        List<LocalDate> unknown = tasks.stream()
                .map(Task::day)
                .filter(day -> !ids.containsKey(day))
                .toList();
        for (int from = 0; from < unknown.size(); from += GraphClient.MAX_IN_BATCH) {
            List<LocalDate> part = unknown.subList(from, Math.min(unknown.size(), from + GraphClient.MAX_IN_BATCH));
            List<ApiAnswer> answers = client.batch(part.stream()
                    .map(day -> lookup(calendarId, id, Instances.on(master, day)))
                    .toList());
            for (int i = 0; i < part.size(); i++) {
                ApiAnswer answer = answers.get(i);
                if (!answer.isSuccess() && !answer.isGone()) {
                    throw answer.failure();
                }
                EventTime instance = Instances.on(master, part.get(i));
                for (EventItem item : answer.items()) {
                    if (isAt(item, instance)) {
                        ids.put(part.get(i), item.id);
                    }
                }
            }
        }
        return ids;
    }

    /** A whole day lies somewhere around its date in UTC, by the mailbox's clock. */
    private ApiCall lookup(String calendarId, RemoteId id, EventTime instance) {
        Instant at = instance.toInstant(ZoneOffset.UTC);
        long around = instance.isDate() ? 86_400 : 0;
        return ApiCall.get(paths.instances(
                calendarId, id.value(), at.minusSeconds(around), at.plusSeconds(around + ENOUGH_SECONDS)));
    }

    private static boolean isAt(EventItem item, EventTime instance) {
        EventItem.Stated start = item.start;
        if (start == null || item.type != EventItem.Type.OCCURRENCE) {
            return false;
        }
        return instance.isDate()
                ? start.local().toLocalDate().equals(instance.toLocal().toLocalDate())
                : start.local().toInstant(ZoneOffset.UTC).equals(instance.toInstant(ZoneOffset.UTC));
    }
}
