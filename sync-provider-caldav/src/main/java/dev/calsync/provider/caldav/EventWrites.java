package dev.calsync.provider.caldav;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.caldav.Manners.Preconditions;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.icalendar.ParseResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes, each guarded by the state it is meant for: a create by {@code If-None-Match: *}, everything else by
 * {@code If-Match}. What was lost on the way is never sent again here; {@link ReadBack} settles it.
 *
 * <p>A weak entity tag never matches {@code If-Match} (RFC 9110 section 13.1.1), and some servers have none at all. There
 * the state is read and compared before the write, which leaves a short time in which another client's change would be
 * overwritten; it is the best such a server allows. The same holds for servers that do not look at preconditions at all,
 * which {@link GuardProbe} finds.
 */
final class EventWrites {
    private final DavClient client;
    private final ReadBack readBack;
    private final AttendeeRule attendees;
    private final GuardProbe probe;
    private final ProviderContext context;
    private final int connections;

    /** @param connections over how many connections writes may go at once */
    EventWrites(DavClient client, ReadBack readBack, AttendeeRule attendees, ProviderContext context, int connections) {
        this.client = client;
        this.readBack = readBack;
        this.attendees = attendees;
        this.probe = new GuardProbe(client);
        this.context = context;
        this.connections = connections;
    }

    /**
     * One outcome for each write, in order. They go over several connections, because most of the time of a write is
     * waiting for its answer. The first one that teaches whether the server looks at preconditions goes alone.
     */
    List<WriteOutcome> write(KnownCalendar calendar, List<EventWrite> writes) throws InterruptedException {
        Batch batch = new Batch(calendar, writes);
        int teacher = calendar.manners().preconditions() == Preconditions.UNKNOWN ? firstOfText(writes) : -1;
        if (teacher >= 0) {
            batch.send(teacher);
        }
        context.inParallel(
                connections,
                IntStream.range(0, writes.size())
                        .filter(each -> each != teacher)
                        .<ProviderContext.Task>mapToObj(each -> () -> batch.send(each))
                        .toList());
        return batch.outcomes();
    }

    private static int firstOfText(List<EventWrite> writes) {
        return IntStream.range(0, writes.size())
                .filter(each -> !(writes.get(each) instanceof EventWrite.Delete))
                .findFirst()
                .orElse(-1);
    }

    /** Writes that are sent together. After one that fails no other is begun. */
    private final class Batch {
        private final KnownCalendar calendar;
        private final List<EventWrite> writes;
        private final AtomicReferenceArray<@Nullable WriteOutcome> outcomes;
        private final AtomicReference<@Nullable SyncException> failure = new AtomicReference<>();

        Batch(KnownCalendar calendar, List<EventWrite> writes) {
            this.calendar = calendar;
            this.writes = writes;
            this.outcomes = new AtomicReferenceArray<>(writes.size());
        }

        void send(int index) throws InterruptedException {
            if (failure.get() != null) {
                return;
            }
            try {
                outcomes.set(index, write(calendar, writes.get(index)));
            } catch (LeaseLostException e) {
                throw e;
            } catch (SyncException e) {
                failure.compareAndSet(null, e);
            }
        }

        List<WriteOutcome> outcomes() {
            SyncException failed = failure.get();
            List<WriteOutcome> all = new ArrayList<>(writes.size());
            boolean some = false;
            for (int i = 0; i < writes.size(); i++) {
                WriteOutcome outcome = outcomes.get(i);
                some |= outcome != null;
                all.add(
                        outcome != null
                                ? outcome
                                : new WriteOutcome.Unknown("not sent, because another one failed: "
                                        + (failed == null ? "" : failed.getMessage())));
            }
            if (failed != null && !some) {
                throw failed;
            }
            // What the others achieved must not be lost over the one that failed.
            return all;
        }
    }

    private WriteOutcome write(KnownCalendar calendar, EventWrite write) throws InterruptedException {
        try {
            if (write instanceof EventWrite.Create create) {
                return create(calendar, create.series());
            }
            if (write instanceof EventWrite.Update update) {
                return update(calendar, update.current(), update.target());
            }
            return delete(calendar, ((EventWrite.Delete) write).current());
        } catch (AnswerLostException e) {
            return new WriteOutcome.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /** The request was sent, and what came of it is not known. Never leaves this class. */
    private static final class AnswerLostException extends Exception {
        private static final long serialVersionUID = 1L;

        AnswerLostException(TransientException cause) {
            super(cause.getMessage(), cause);
        }
    }

    @FunctionalInterface
    private interface Send {
        DavAnswer run() throws InterruptedException;
    }

    private static DavAnswer sent(Send send) throws InterruptedException, AnswerLostException {
        DavAnswer answer;
        try {
            answer = send.run();
        } catch (TransientException e) {
            throw new AnswerLostException(e);
        }
        // A gateway that gave up waiting does not know what the server behind it did.
        if (answer.status() >= 500
                && answer.status() != 507
                && answer.failure().get() instanceof TransientException e) {
            throw new AnswerLostException(e);
        }
        return answer;
    }

    private WriteOutcome create(KnownCalendar calendar, EventSeries series)
            throws InterruptedException, AnswerLostException {
        String text;
        try {
            text = ICalendar.write(series, context.time().now());
        } catch (IllegalArgumentException e) {
            return new WriteOutcome.Rejected(String.valueOf(e.getMessage()));
        }
        Hrefs hrefs = calendar.hrefs();
        RemoteId id = hrefs.member(ResourceNames.of(series.uid()));
        Optional<WriteOutcome> settled = refusedHere(calendar, series, series, text);
        if (settled.isEmpty() && !guarded(calendar)) {
            settled = readBack.inTheWay(hrefs, id, series);
        }
        if (settled.isPresent()) {
            return settled.get();
        }
        DavAnswer answer = sent(() -> client.create(hrefs.address(id), text));
        if (answer.isSuccess()) {
            RemoteId stored = answer.location().flatMap(hrefs::idOf).orElse(id);
            return written(calendar, stored, answer, series, text);
        }
        Optional<DavElement> conflict = CalDavErrors.uidConflict(answer);
        if (conflict.isPresent()) {
            return readBack.sameUid(hrefs, conflict.get(), series);
        }
        if (hasChanged(answer)) {
            return readBack.existing(hrefs, id, series);
        }
        return refused(calendar, answer);
    }

    private WriteOutcome update(KnownCalendar calendar, RemoteSeries current, EventSeries wanted)
            throws InterruptedException, AnswerLostException {
        String original = current.original();
        String text;
        try {
            text = original == null
                    ? ICalendar.write(wanted, context.time().now())
                    : ICalendar.lay(
                            original, current.series(), wanted, context.time().now());
        } catch (IllegalArgumentException e) {
            return new WriteOutcome.Rejected(String.valueOf(e.getMessage()));
        }
        if (text.equals(original)) {
            return new WriteOutcome.Written(current);
        }
        Optional<WriteOutcome> settled = refusedHere(calendar, current.series(), wanted, text);
        if (settled.isPresent()) {
            return settled.get();
        }
        ReadBack.State state = readBack.before(calendar.hrefs(), current, guarded(calendar));
        if (state.settled() != null) {
            return state.settled();
        }
        DavAnswer answer = sent(() -> client.update(calendar.address(current.id()), text, state.expected()));
        if (answer.isSuccess()) {
            return written(calendar, current.id(), answer, wanted, text);
        }
        if (hasChanged(answer)) {
            Optional<RemoteSeries> answered = answered(calendar, current);
            if (answered.isPresent()) {
                return onto(calendar, answered.get(), current, wanted);
            }
        }
        return changedOrGone(answer).orElseGet(() -> refused(calendar, answer));
    }

    /** The edit from one state to another, onto what is there now. */
    private WriteOutcome onto(KnownCalendar calendar, RemoteSeries there, RemoteSeries current, EventSeries wanted)
            throws InterruptedException, AnswerLostException {
        String text = ICalendar.lay(
                Objects.requireNonNull(there.original()),
                current.series(),
                wanted,
                context.time().now());
        DavAnswer answer = sent(() -> client.update(calendar.address(there.id()), text, there.etag()));
        return answer.isSuccess()
                ? written(calendar, there.id(), answer, wanted, text)
                : changedOrGone(answer).orElseGet(() -> refused(calendar, answer));
    }

    private WriteOutcome delete(KnownCalendar calendar, RemoteSeries current)
            throws InterruptedException, AnswerLostException {
        Optional<WriteOutcome> held = attendees.held(calendar, current.series(), current.series());
        if (held.isPresent()) {
            return held.get();
        }
        ReadBack.State state = readBack.before(calendar.hrefs(), current, guarded(calendar));
        if (state.settled() != null) {
            return state.settled();
        }
        DavAnswer first = sent(() -> client.delete(calendar.address(current.id()), state.expected()));
        Optional<RemoteSeries> answered = hasChanged(first) ? answered(calendar, current) : Optional.empty();
        DavAnswer answer = answered.isEmpty()
                ? first
                : sent(() -> client.delete(
                        calendar.address(current.id()), answered.get().etag()));
        if (answer.isSuccess()) {
            return new WriteOutcome.Deleted();
        }
        return changedOrGone(answer).orElseGet(() -> refused(calendar, answer));
    }

    /**
     * What is there now, if nothing but what attendees answered has changed since: that is no reason to refuse an edit. Not
     * told by the schedule tag, which was made for it (RFC 6638 section 3.2.10): Cyrus leaves that as it is when others edit
     * the event, and drops the answers when it is sent {@code If-Schedule-Tag-Match}.
     */
    private Optional<RemoteSeries> answered(KnownCalendar calendar, RemoteSeries known) throws InterruptedException {
        if (!attendees.notifies() || !AttendeeRule.invites(known.series())) {
            return Optional.empty();
        }
        DavClient.Fetched there = client.get(calendar.address(known.id()));
        ETag etag = there.answer().etag().orElse(null);
        String text = there.text();
        if (text == null || etag == null || etag.weak()) {
            return Optional.empty();
        }
        return ICalendar.read(text) instanceof ParseResult.Parsed parsed
                        && AttendeeRule.sameButForAnswers(parsed.series(), known.series())
                ? Optional.of(RemoteSeries.of(known.id(), etag, parsed.series(), text))
                : Optional.empty();
    }

    private static boolean guarded(KnownCalendar calendar) {
        return calendar.manners().preconditions() == Preconditions.HONOURED;
    }

    /** Why this text is not even sent. */
    private Optional<WriteOutcome> refusedHere(
            KnownCalendar calendar, EventSeries before, EventSeries after, String text) throws InterruptedException {
        OptionalLong most = calendar.maxResourceBytes();
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (most.isPresent() && length > most.getAsLong()) {
            return Optional.of(new WriteOutcome.Rejected("this event takes " + length
                    + " bytes, and the calendar takes no more than " + most.getAsLong() + " (max-resource-size)"));
        }
        return attendees.held(calendar, before, after);
    }

    private static Optional<WriteOutcome> changedOrGone(DavAnswer answer) {
        if (hasChanged(answer)) {
            return Optional.of(new WriteOutcome.PreconditionFailed());
        }
        return answer.isGone() ? Optional.of(new WriteOutcome.NotFound()) : Optional.empty();
    }

    private static boolean hasChanged(DavAnswer answer) {
        return answer.status() == 412 && !CalDavErrors.refusedInSpiteOf412(answer);
    }

    private static WriteOutcome refused(KnownCalendar calendar, DavAnswer answer) {
        if (answer.names(DavNames.NEED_PRIVILEGES) || answer.status() == 413 || answer.status() == 507) {
            // It said that it may be written to, and how much it takes.
            calendar.doubt();
        }
        return CalDavErrors.eventRefused(answer)
                .<WriteOutcome>map(WriteOutcome.Rejected::new)
                .orElseThrow(() -> answer.failure().get());
    }

    /**
     * A server that stored another text than it was sent gives no entity tag (RFC 4791 section 5.3.4): then its own
     * version is what counts. So it is where it schedules, because it puts in what came of the invitations.
     */
    private WriteOutcome written(KnownCalendar calendar, RemoteId id, DavAnswer answer, EventSeries sent, String text)
            throws InterruptedException {
        boolean moved = probe.probe(calendar, calendar.address(id), text);
        Optional<ETag> etag = answer.etag().filter(tag -> !tag.weak());
        if (!calendar.manners().tagAfterWrite().equals(Optional.of(etag.isPresent()))) {
            calendar.learn(manners -> manners.taggingWrites(etag.isPresent()));
        }
        try {
            if (calendar.manners().preconditions() == Preconditions.IGNORED) {
                return readBack.verified(calendar.hrefs(), id, moved ? Optional.empty() : etag, sent);
            }
            boolean schedules =
                    AttendeeRule.invites(sent) && answer.scheduleTag().isPresent();
            if (AttendeeRule.invites(sent)) {
                calendar.noteScheduleTag(schedules);
            }
            if (etag.isPresent() && !moved && !schedules) {
                return new WriteOutcome.Written(RemoteSeries.of(id, etag.get(), series(text, sent), text));
            }
            DavClient.Fetched stored = client.get(calendar.address(id));
            @Nullable String storedText = stored.text();
            if (storedText == null) {
                return new WriteOutcome.Unknown("the event was written, but reading it back was answered with "
                        + stored.answer().status());
            }
            ETag tag = stored.answer().etag().orElse(null);
            return new WriteOutcome.Written(RemoteSeries.of(id, tag, series(storedText, sent), storedText));
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            return new WriteOutcome.Unknown("the event was written, but could not be read back: " + e.getMessage());
        }
    }

    private EventSeries series(String text, EventSeries otherwise) {
        return ICalendar.read(text) instanceof ParseResult.Parsed parsed ? parsed.series() : otherwise;
    }
}
