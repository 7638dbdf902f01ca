package dev.calsync.examples.kills;

import dev.calsync.CalendarEvents;
import dev.calsync.EditOutcome;
import dev.calsync.UserSync;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Edits the events that the store keeps. */
final class BuiltInEditor implements LocalEditor {
    private static final int MOST = 10_000;

    private final UserSync user;

    BuiltInEditor(UserSync user) {
        this.user = user;
    }

    @Override
    public List<Row> all(CalendarRef calendar) {
        return user.events(calendar).page(null, MOST).stream()
                .map(stored -> new Row(stored.id(), stored.series()))
                .toList();
    }

    @Override
    public boolean edit(RemoteCalendar calendar, @Nullable Row row, Change change, Consumer<Edit> about) {
        CalendarEvents events = user.events(calendar.ref());
        EventSeries known = row == null ? null : row.series();
        EventSeries next = change.apply(known);
        String uid = Objects.requireNonNull(known == null ? next : known).uid();
        about.accept(Edit.of(calendar.displayName(), uid, known, next));
        EditOutcome outcome = next == null
                ? events.delete(Objects.requireNonNull(known))
                : events.put(known == null ? next : next.withVersion(known.version()));
        return outcome instanceof EditOutcome.Saved;
    }

    @Override
    public int pending(CalendarRef calendar) {
        return user.status(calendar).pendingEdits();
    }
}
