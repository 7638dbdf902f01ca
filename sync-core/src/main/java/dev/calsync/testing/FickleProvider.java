package dev.calsync.testing;

import dev.calsync.error.TransientException;
import dev.calsync.model.Account;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.WriteOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The scripted provider on a bad day: it tells things twice, in another order, and as they were a while ago; it forgets cursors
 * between two pages; somebody touches what is about to be written; and it breaks off in the middle of a batch. In the end it
 * always tells how things are.
 */
final class FickleProvider extends ForwardingProvider {
    /** So many times rarer than other faults of the line. */
    private static final int RARER = 2;
    /** More than the rounds in which a run tries again. */
    private static final int STORM_MAX = 8;

    private static final int EMPTY_ONE_IN = 4;

    private final SimulatedWorld world;
    private final ScriptedProvider provider;
    private final Dice dice;
    private int storm;

    FickleProvider(SimulatedWorld world, ScriptedProvider provider, Dice dice) {
        super(provider);
        this.world = world;
        this.provider = provider;
        this.dice = dice;
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return new Session(super.open(account, context));
    }

    private boolean now() {
        return world.weather().fails(world.weather().line() * RARER);
    }

    private final class Session extends ForwardingProvider.Session {
        Session(CalendarSession session) {
            super(session);
        }

        @Override
        public ChangeResult changes(ChangeQuery query) throws InterruptedException {
            ScriptedCalendar calendar = provider.calendar(query.calendarId());
            ChangeResult result = super.changes(query);
            if (query.since() == null
                    && query.resume() == null
                    && world.guarded()
                    && world.weather().fails(EMPTY_ONE_IN)) {
                return empty(query, result);
            }
            if (result instanceof ChangeResult.MoreChanges page) {
                List<RemoteChange> told = told(calendar, page.changes());
                if (now()) {
                    world.happened(Occurrence.EXPIRED_BETWEEN_PAGES);
                    calendar.expireCursors();
                }
                return new ChangeResult.MoreChanges(told, page.next());
            }
            if (result instanceof ChangeResult.EndOfChanges end) {
                return new ChangeResult.EndOfChanges(told(calendar, end.changes()), end.checkpoint(), end.listedFrom());
            }
            return result;
        }

        /** Everything is listed, and nothing seems to be there. */
        private ChangeResult empty(ChangeQuery query, ChangeResult first) throws InterruptedException {
            ChangeResult result = first;
            while (result instanceof ChangeResult.MoreChanges page) {
                result = super.changes(new ChangeQuery(
                        query.calendarId(),
                        query.partition(),
                        query.since(),
                        page.next(),
                        query.window(),
                        query.known(),
                        query.routine()));
            }
            if (result instanceof ChangeResult.EndOfChanges end) {
                world.happened(Occurrence.LOOKED_EMPTY);
                return new ChangeResult.EndOfChanges(List.of(), end.checkpoint(), end.listedFrom());
            }
            return result;
        }

        private List<RemoteChange> told(ScriptedCalendar calendar, List<RemoteChange> changes) {
            List<RemoteChange> told = new ArrayList<>(changes);
            if (!told.isEmpty() && now()) {
                int at = dice.below(told.size());
                RemoteId id = told.get(at).id();
                if (told.get(at) instanceof RemoteChange.Upserted) {
                    calendar.earlier(id).ifPresent(earlier -> {
                        world.happened(Occurrence.STALE_READ);
                        told.set(at, new RemoteChange.Upserted(earlier));
                        calendar.mention(id);
                    });
                }
            }
            if (!told.isEmpty() && now()) {
                world.happened(Occurrence.TOLD_TWICE);
                told.add(dice.below(told.size() + 1), dice.of(told));
            }
            if (told.size() > 1 && now()) {
                world.happened(Occurrence.REORDERED);
                told.add(told.remove(dice.below(told.size() - 1)));
            }
            return told;
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            ScriptedCalendar calendar = provider.calendar(calendarId);
            if (now()) {
                world.happened(Occurrence.PRECONDITION_STORM);
                storm = 1 + dice.below(STORM_MAX);
            }
            for (EventWrite write : writes) {
                if (!(write instanceof EventWrite.Create) && (storm > 0 || now())) {
                    storm = Math.max(0, storm - 1);
                    touch(calendar, write);
                }
            }
            if (writes.size() > 1 && now()) {
                world.happened(Occurrence.PARTIAL_BATCH);
                super.write(calendarId, writes.subList(0, 1 + dice.below(writes.size() - 1)));
                throw new TransientException("the connection broke in the middle of a batch");
            }
            return super.write(calendarId, writes);
        }

        /** Another client saves it unchanged: nothing differs, and the precondition fails. */
        private void touch(ScriptedCalendar calendar, EventWrite write) {
            RemoteId id = write instanceof EventWrite.Update update
                    ? update.current().id()
                    : ((EventWrite.Delete) write).current().id();
            calendar.find(id).ifPresent(there -> {
                world.happened(Occurrence.PRECONDITION_SPOILED);
                calendar.put(there.series());
                world.calls().touched(calendar, there.series().uid());
            });
        }
    }
}
