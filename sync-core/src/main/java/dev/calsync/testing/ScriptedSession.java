package dev.calsync.testing;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.WriteOutcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A session of the scripted provider. A cursor is the number of the last change that a round has seen; a resume point is
 * {@code upTo/after}: the number at which the round began, and how far it is.
 */
final class ScriptedSession implements CalendarSession {
    private static final String PARTITION = "all";

    private final ScriptedProvider provider;
    private final Account account;
    private final ProviderContext context;

    ScriptedSession(ScriptedProvider provider, Account account, ProviderContext context) {
        this.provider = provider;
        this.account = account;
        this.context = context;
    }

    @Override
    public List<RemoteCalendar> calendars() throws InterruptedException {
        provider.enter(ScriptedProvider.Call.CALENDARS, context);
        return provider.all().stream()
                .map(calendar -> new RemoteCalendar(
                        new CalendarRef(account.id(), calendar.id()), calendar.id(), calendar.writable()))
                .toList();
    }

    @Override
    public Set<Capability> capabilities(String calendarId) {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        if (!calendar(calendarId).writable()) {
            all.remove(Capability.WRITE);
        }
        return all;
    }

    @Override
    public List<String> partitions(String calendarId, SyncWindow window) {
        return List.of(PARTITION);
    }

    @Override
    public ChangeResult changes(ChangeQuery query) throws InterruptedException {
        provider.enter(ScriptedProvider.Call.CHANGES, context);
        ScriptedCalendar calendar = calendar(query.calendarId());
        long since = query.since() == null ? 0 : Long.parseLong(query.since().cursor());
        long upTo = calendar.clock();
        long after = since;
        if (query.resume() != null) {
            String[] parts = query.resume().token().split("/", -1);
            upTo = Long.parseLong(parts[0]);
            after = Long.parseLong(parts[1]);
        }
        if ((query.since() != null && !calendar.knows(since)) || (query.resume() != null && !calendar.knows(upTo))) {
            return new ChangeResult.CursorExpired("the cursor is too old");
        }
        return page(calendar, query, after, upTo);
    }

    private ChangeResult page(ScriptedCalendar calendar, ChangeQuery query, long after, long upTo) {
        List<RemoteId> changed = calendar.changedBetween(after, upTo, query.full());
        List<RemoteId> page = changed.subList(0, Math.min(provider.pageSize(), changed.size()));
        Map<RemoteId, ETag> known = page.isEmpty() ? Map.of() : query.known().of(page);
        List<RemoteChange> changes = new ArrayList<>();
        long last = after;
        for (RemoteId one : page) {
            last = Math.max(last, calendar.changeNumber(one));
            changes.add(calendar.describe(one, known.get(one)));
        }
        if (page.size() < changed.size()) {
            return new ChangeResult.MoreChanges(changes, new ResumePoint(upTo + "/" + last));
        }
        return new ChangeResult.EndOfChanges(changes, new Checkpoint(String.valueOf(upTo), "all"));
    }

    @Override
    public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
        List<WriteOutcome> outcomes = new ArrayList<>();
        for (EventWrite write : writes) {
            provider.enter(ScriptedProvider.Call.WRITE, context);
            WriteOutcome outcome = apply(calendar(calendarId), write);
            outcomes.add(provider.loseAnswer() ? new WriteOutcome.Unknown("the answer was lost") : outcome);
        }
        return outcomes;
    }

    private static WriteOutcome apply(ScriptedCalendar calendar, EventWrite write) {
        synchronized (calendar) {
            if (write instanceof EventWrite.Create create) {
                Optional<RemoteSeries> there = calendar.find(create.series().uid());
                return there.isPresent()
                        ? new WriteOutcome.AlreadyExists(there.get().id())
                        : new WriteOutcome.Written(calendar.create(create.idempotencyKey(), create.series()));
            }
            RemoteSeries expected = current(write);
            Optional<RemoteSeries> there = calendar.find(expected.id());
            if (there.isEmpty()) {
                return new WriteOutcome.NotFound();
            }
            if (!Objects.equals(there.get().etag(), expected.etag())) {
                return new WriteOutcome.PreconditionFailed();
            }
            if (write instanceof EventWrite.Update update) {
                return new WriteOutcome.Written(
                        calendar.update(update.idempotencyKey(), expected.id(), update.target()));
            }
            calendar.delete(write.idempotencyKey(), expected.id());
            return new WriteOutcome.Deleted();
        }
    }

    private static RemoteSeries current(EventWrite write) {
        return write instanceof EventWrite.Update update ? update.current() : ((EventWrite.Delete) write).current();
    }

    @Override
    public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        provider.enter(ScriptedProvider.Call.RESOLVE, context);
        ScriptedCalendar calendar = calendar(calendarId);
        if (write instanceof EventWrite.Create create) {
            Optional<RemoteSeries> made = calendar.createdBy(create.idempotencyKey());
            return made.isPresent() ? new WriteOutcome.Written(made.get()) : new WriteOutcome.NotApplied();
        }
        RemoteSeries expected = current(write);
        Optional<RemoteSeries> there = calendar.find(expected.id());
        if (there.isEmpty()) {
            return write instanceof EventWrite.Delete ? new WriteOutcome.Deleted() : new WriteOutcome.NotFound();
        }
        if (Objects.equals(there.get().etag(), expected.etag())) {
            return new WriteOutcome.NotApplied();
        }
        boolean ours = write instanceof EventWrite.Update update
                && there.get().series().equals(update.target().withVersion(0));
        return ours ? new WriteOutcome.Written(there.get()) : new WriteOutcome.PreconditionFailed();
    }

    private ScriptedCalendar calendar(String calendarId) {
        return provider.all().stream()
                .filter(calendar -> calendar.id().equals(calendarId))
                .findFirst()
                .orElseThrow(() -> new UnrecoverableException("there is no calendar " + calendarId));
    }

    @Override
    public void close() {}
}
