package dev.calsync;

import dev.calsync.error.Faults;
import dev.calsync.internal.engine.Engine;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.mirror.CopyMerge;
import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorDirection;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.mirror.MirrorTransform;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.MirrorId;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.Side;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One user's mirrors. Thread-safe; calls block on the store only. An id of a mirror that the user does not have is refused
 * with an {@link IllegalArgumentException}.
 *
 * <p>Disconnecting the account of a mirrored calendar ends the mirror; what was copied stays in the other calendar.
 */
public final class UserMirrors {
    private static final int AT_ONCE = 100;

    private final Engine engine;
    private final UserId user;
    private final boolean builtInReplica;

    UserMirrors(Engine engine, UserId user, boolean builtInReplica) {
        this.engine = engine;
        this.user = user;
        this.builtInReplica = builtInReplica;
    }

    /** What becomes of the copies when a mirror ends. */
    public enum Copies {
        /** They stay, as events of their own. */
        KEEP,
        /**
         * They are deleted here and at the provider; what somebody made of a copy is kept as a revision. If they are an
         * unusual share of the calendar, the run that would delete them is held until a person approves.
         */
        ERASE
    }

    /** All of them, oldest first. */
    public List<Mirror> all() {
        return engine.store()
                .inTransaction(tx -> tx.mirrors().ofUsers(List.of(user)).stream()
                        .map(StoredMirror::mirror)
                        .toList());
    }

    /** One of them; empty if there is none of this id. */
    public Optional<Mirror> find(MirrorId id) {
        return all().stream().filter(mirror -> mirror.id().equals(id)).findFirst();
    }

    /**
     * Nothing is mirrored until it is resumed. What changes meanwhile is brought then.
     *
     * @param reason why, for whoever looks at it
     */
    public void pause(MirrorId id, String reason) {
        change(id, mirror -> mirror.paused(reason));
    }

    /** Lets a paused mirror go on: both calendars are compared as a whole. */
    public void resume(MirrorId id) {
        change(id, mirror -> mirror.paused(null));
    }

    private interface Change {
        Mirror of(Mirror mirror);
    }

    private void change(MirrorId id, Change change) {
        engine.store().inTransaction(tx -> {
            Mirror next = change.of(held(tx, id).mirror());
            tx.mirrors().put(new StoredMirror(user, next));
            tx.users().changed(user);
            ask(tx, next.source(), next.target());
            return true;
        });
        engine.wake();
    }

    private StoredMirror held(StoreTransaction tx, MirrorId id) {
        return tx.mirrors().hold(user).stream()
                .filter(stored -> stored.mirror().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("this user has no mirror " + id));
    }

    /**
     * Ends a mirror. If this fails midway while it erases, the mirror is paused; call it again.
     *
     * @param copies what becomes of the copies
     */
    public void remove(MirrorId id, Copies copies) {
        if (copies == Copies.ERASE) {
            pause(id, "it is being removed");
            SeriesId after = null;
            do {
                SeriesId from = after;
                after = engine.store()
                        .inTransaction(tx -> erase(tx, held(tx, id).mirror(), from));
            } while (after != null);
        }
        engine.store().inTransaction(tx -> {
            Mirror mirror = held(tx, id).mirror();
            tx.mirrors().delete(id);
            tx.users().changed(user);
            // A ring may have another way now.
            tx.mirrors().hold(user).stream()
                    .filter(other -> other.mirror().has(mirror.source())
                            || other.mirror().has(mirror.target()))
                    .forEach(other -> tx.mirrors().put(new StoredMirror(user, other.mirror())));
            ask(tx, mirror.source(), mirror.target());
            return true;
        });
        engine.wake();
    }

    /** Deletes the next copies. Returns the last that was looked at; null if there are no more. */
    private @Nullable SeriesId erase(StoreTransaction tx, Mirror mirror, @Nullable SeriesId after) {
        List<MirrorTie> page = tx.mirrorTies().page(mirror.id(), after, AT_ONCE);
        for (MirrorEnd end : MirrorEnd.values()) {
            Map<SeriesId, MirrorTie> copies = new HashMap<>();
            page.stream().filter(tie -> tie.origin() == end.other()).forEach(tie -> copies.put(tie.at(end), tie));
            if (copies.isEmpty()) {
                continue;
            }
            CalendarRef calendar = mirror.at(end);
            for (LocalSeries copy : tx.replica().read(calendar, copies.keySet())) {
                if (!copy.deleted()) {
                    MirrorTie tie = Objects.requireNonNull(copies.get(copy.id()));
                    keepIfEdited(tx, calendar, copy, tie.base(end));
                    tx.replica().edit(calendar, new LocalChange(copy.id(), copy.version(), null));
                    tx.mirrors().touched(calendar, List.of(copy.id()));
                }
            }
            ask(tx, calendar);
        }
        return page.size() < AT_ONCE ? null : page.get(page.size() - 1).source();
    }

    private void keepIfEdited(StoreTransaction tx, CalendarRef calendar, LocalSeries copy, EventSeries base) {
        if (CopyMerge.differ(base, copy.series())) {
            RunId none = RunId.of(engine.environment().ids().next());
            tx.revisions()
                    .add(
                            calendar,
                            List.of(new Revision(
                                    copy.id(),
                                    copy.series(),
                                    Side.LOCAL,
                                    tx.now(),
                                    none,
                                    "the mirror was removed with its copies")));
        }
    }

    Mirror make(CalendarRef source, CalendarRef target, MirrorDirection direction, MirrorTransform transform) {
        if (!builtInReplica) {
            throw new IllegalStateException("this host keeps events in its own replica; mirrors need the built-in one");
        }
        Mirror made = engine.store().inTransaction(tx -> {
            StoredCalendar from = require(tx, source);
            StoredCalendar to = require(tx, target);
            Mirror mirror = new Mirror(
                    MirrorId.of(engine.environment().ids().next()), source, target, direction, transform, null);
            check(tx, mirror, from, to);
            tx.mirrors().put(new StoredMirror(user, mirror));
            tx.users().changed(user);
            ask(tx, source, target);
            return mirror;
        });
        engine.wake();
        return made;
    }

    private StoredCalendar require(StoreTransaction tx, CalendarRef calendar) {
        return tx.calendars()
                .find(calendar)
                .filter(stored -> stored.user().equals(user))
                .orElseThrow(() -> new IllegalArgumentException("this user has no calendar " + calendar));
    }

    private void check(StoreTransaction tx, Mirror mirror, StoredCalendar from, StoredCalendar to) {
        Faults faults = new Faults("mirror");
        boolean known = tx.mirrors().hold(user).stream()
                .map(StoredMirror::mirror)
                .anyMatch(other -> other.has(mirror.source()) && other.has(mirror.target()));
        faults.require(
                        !mirror.source().equals(mirror.target()),
                        "target: calendar " + mirror.target() + " cannot be mirrored to itself; name another one")
                .require(
                        mirror.source().equals(mirror.target()) || !known,
                        "target: " + mirror.source() + " and " + mirror.target()
                                + " are mirrored already; remove that mirror first")
                .require(
                        to.calendar().writable(),
                        "target: calendar " + mirror.target() + " is read-only for this account")
                .require(
                        !mirror.twoWay() || from.calendar().writable(),
                        "source: calendar " + mirror.source()
                                + " is read-only for this account, so nothing can come back; mirror it one way")
                .require(
                        mirror.transform().prefix().length() <= MirrorTransform.PREFIX_CHARS_MAX
                                && mirror.transform().prefix().chars().noneMatch(Character::isISOControl),
                        "prefix: at most " + MirrorTransform.PREFIX_CHARS_MAX
                                + " characters, none of them a control one");
        mirror.transform().filter().ifPresent(filter -> filter.faults().forEach(faults::add));
        faults.throwIfAny();
    }

    private void ask(StoreTransaction tx, CalendarRef... calendars) {
        tx.work()
                .request(Stream.of(calendars)
                        .map(calendar -> new WorkRequest(
                                calendar, user, SyncType.INCREMENTAL, Priority.NORMAL, tx.now(), WorkCause.EDIT))
                        .toList());
    }
}
