package dev.calsync.internal.engine;

import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.WriteOutcome;
import java.util.List;
import java.util.Set;

/** A session whose calls are metered by what they are for. */
final class MeteredSession implements CalendarSession {
    private final CalendarSession session;
    private final CallMeter meter;

    MeteredSession(CalendarSession session, CallMeter meter) {
        this.session = session;
        this.meter = meter;
    }

    @Override
    public List<RemoteCalendar> calendars() throws InterruptedException {
        return meter.inProvider(CallMeter.Kind.LOOKUP, session::calendars);
    }

    @Override
    public Set<Capability> capabilities(String calendarId) throws InterruptedException {
        return meter.inProvider(CallMeter.Kind.LOOKUP, () -> session.capabilities(calendarId));
    }

    @Override
    public List<String> partitions(String calendarId, SyncWindow window) throws InterruptedException {
        return meter.inProvider(CallMeter.Kind.LOOKUP, () -> session.partitions(calendarId, window));
    }

    @Override
    public ChangeResult changes(ChangeQuery query) throws InterruptedException {
        return meter.inProvider(CallMeter.Kind.CHANGES, () -> session.changes(query));
    }

    @Override
    public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
        return meter.inProvider(CallMeter.Kind.WRITE, () -> session.write(calendarId, writes));
    }

    @Override
    public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        return meter.inProvider(CallMeter.Kind.LOOKUP, () -> session.resolve(calendarId, write));
    }

    @Override
    public void close() {
        session.close();
    }
}
