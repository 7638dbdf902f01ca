package dev.calsync.examples.guide;

import dev.calsync.HeldRun;
import dev.calsync.OpenConflict;
import dev.calsync.UndoReport;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.reconcile.Conflict;
import dev.calsync.reconcile.FieldChange;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws what the engine answers as an application might show it: the pictures of docs/guide/conflicts.md. */
final class Pictures {
    private static final int WIDTH = 76;

    private Pictures() {}

    /** A conflict that waits. */
    static List<String> conflict(OpenConflict open) {
        Conflict conflict = open.conflict();
        List<String> lines = new ArrayList<>();
        lines.add(row("", "agreed", "here", "at the provider"));
        for (FieldChange change : conflict.fields()) {
            EventField field = change.field();
            if (field != null) {
                lines.add(row(
                        field.name(),
                        value(field, conflict.base()),
                        value(field, conflict.local()),
                        value(field, conflict.remote())));
            }
        }
        lines.add("");
        lines.add("since " + minute(open.since()) + ": " + open.reason());
        EventSeries any = conflict.base() != null ? conflict.base() : conflict.local();
        return card(
                any == null ? "" : value(EventField.SUMMARY, any), lines, "[ keep ours ]  [ keep theirs ]  [ merge… ]");
    }

    /** A state that lost, beside what stands. */
    static List<String> revision(Revision lost, SeriesDiff changes, @Nullable EventSeries now) {
        List<String> lines = new ArrayList<>();
        lines.add(row("", "now", "kept", ""));
        for (FieldChange change : changes.changes()) {
            EventField field = change.field();
            if (field != null) {
                lines.add(row(field.name(), value(field, now), value(field, lost.state()), ""));
            }
        }
        lines.add("");
        lines.add(lost.side() + ", " + minute(lost.at()) + ": " + lost.reason());
        return card("A state that lost", lines, "[ restore ]");
    }

    /** A run that waits for a person. */
    static List<String> held(HeldRun held, int most) {
        List<String> lines = new ArrayList<>();
        held.plan().stream()
                .limit(most)
                .forEach(one -> lines.add(
                        String.format(Locale.ROOT, "%-22s%s", value(EventField.SUMMARY, one.here()), one.why())));
        lines.add("… " + (held.plan().size() - most) + " more");
        lines.add("");
        lines.add(held.reason());
        return card("A run is held", lines, "[ approve ]  [ refuse ]");
    }

    /** A run in the history. */
    static List<String> run(RunRecord run) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s  %s  pulled %d  pushed %d",
                minute(run.endedAt()),
                run.outcome(),
                run.report().pulled(),
                run.report().pushed()));
        String detail = run.detail();
        if (detail != null) {
            lines.add("  " + detail);
        }
        return lines;
    }

    /** What became of an undo. */
    static List<String> undone(UndoReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("undone: " + report.undone());
        report.notUndone().forEach(one -> lines.add("not undone: " + one.series() + ": " + one.why()));
        return lines;
    }

    /** What is in quarantine. */
    static List<String> quarantine(List<Quarantined> all) {
        List<String> lines = new ArrayList<>();
        for (Quarantined one : all) {
            Instant next = one.nextTryAt();
            lines.add(one.side() + " " + one.key());
            lines.add("  " + one.reason());
            lines.add("  tried " + one.attempts() + (one.attempts() == 1 ? " time" : " times") + " since "
                    + minute(one.since()) + ", again "
                    + (next == null ? "when it changes" : "at " + minute(next) + " or when it changes"));
        }
        return lines;
    }

    private static String row(String what, String first, String second, String third) {
        return String.format(Locale.ROOT, "%-10s%-20s%-20s%s", what, first, second, third);
    }

    private static List<String> card(String title, List<String> lines, String buttons) {
        List<String> card = new ArrayList<>();
        card.add("┌ " + title + " " + "─".repeat(WIDTH - title.length()) + "┐");
        lines.forEach(line -> card.add("│ " + pad(line) + " │"));
        card.add("│ " + pad(" ".repeat(WIDTH - buttons.length()) + buttons) + " │");
        card.add("└" + "─".repeat(WIDTH + 2) + "┘");
        return card;
    }

    private static String pad(String line) {
        String cut = line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
        return cut + " ".repeat(WIDTH - cut.length());
    }

    private static String value(EventField field, @Nullable EventSeries series) {
        if (series == null) {
            return "(deleted)";
        }
        CalendarEvent event = series.events().get(0);
        return switch (field) {
            case SUMMARY -> event.summary();
            case LOCATION -> event.location();
            case START -> time(event.start());
            case END -> time(event.end());
            default -> "(differs)";
        };
    }

    private static String time(@Nullable EventTime time) {
        return time == null ? "" : time.toString().replaceAll("\\[.*", "").replace('T', ' ');
    }

    private static String minute(Instant at) {
        return at.toString().substring(0, "2026-03-02T10:15".length()).replace('T', ' ');
    }
}
