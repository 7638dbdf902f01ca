package dev.calsync.testing;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.Account;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.store.Lease;
import java.time.Duration;
import java.util.List;

/** The line by which one process reaches the provider: as bad as the weather. */
final class BadLine implements UnsteadyProvider.Line {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** So many times rarer than other faults of the line. */
    private static final int CRASHES = 60;

    private static final int LATE_TIMEOUTS = 8;

    private final SimulatedWorld world;
    private final Weather weather;
    private final SimulatedProcess process;
    private final Dice dice;

    BadLine(SimulatedWorld world, Weather weather, SimulatedProcess process, Dice dice) {
        this.world = world;
        this.weather = weather;
        this.process = process;
        this.dice = dice;
    }

    @Override
    public void opened(CalendarSession session, Account account) {
        world.calls().opened(session, process, account.user().value(), weather.inEngine());
    }

    @Override
    public void calling(CalendarSession session, String calendarId) {
        refuseIfGone();
        world.calls().calling(session, calendarId);
    }

    @Override
    public void onTheWay(CalendarSession session) throws InterruptedException {
        refuseIfGone();
        if (weather.bad()) {
            linger();
            refuseIfGone();
            fail(session);
        }
    }

    @Override
    public void writing(CalendarSession session, String calendarId, EventWrite write) {
        world.calls().writing(calendarId, write);
        Lease lease = world.calls().lease(session);
        if (lease != null) {
            world.writes().sending(lease, write);
        }
    }

    @Override
    public void wrote(CalendarSession session, List<EventWrite> writes, List<WriteOutcome> outcomes) {
        for (int i = 0; i < writes.size(); i++) {
            resolved(session, writes.get(i), outcomes.get(i));
        }
    }

    @Override
    public void resolved(CalendarSession session, EventWrite write, WriteOutcome outcome) {
        Lease lease = world.calls().lease(session);
        if (lease != null && !(outcome instanceof WriteOutcome.Unknown)) {
            world.writes().known(lease, write);
        }
    }

    @Override
    public void answered(CalendarSession session) {
        if (weather.bad()) {
            linger();
            breakAnswer();
        }
        refuseIfGone();
    }

    @Override
    public void hungUp(CalendarSession session) {
        world.calls().closed(session);
        if (!process.gone() && weather.fails(weather.line())) {
            world.happened(Occurrence.CLOSE_FAILED);
            throw new IllegalStateException("the line does not hang up");
        }
    }

    private void refuseIfGone() {
        if (process.gone()) {
            throw new TransientException("this process is gone");
        }
    }

    private void linger() {
        switch (dice.below(weather.line())) {
            case 0 -> {
                world.happened(Occurrence.STALLED);
                world.time().advance(dice.upTo(Weather.LONG));
            }
            case 1 -> weather.meanwhile(Occurrence.SLOW_CALL, () -> world.runFor(dice.upTo(Weather.LONG)));
            case 2 ->
                weather.meanwhile(
                        Occurrence.ACTED_DURING_A_CALL, () -> world.people().act());
            case 3 -> weather.standStill(process, Occurrence.FROZEN_DURING_A_CALL);
            default -> {}
        }
    }

    private void breakAnswer() {
        if (dice.oneIn(weather.line())) {
            world.happened(Occurrence.BROKEN_ANSWER);
            throw new TransientException("the connection broke before the answer came");
        }
        if (dice.oneIn(weather.line() * LATE_TIMEOUTS)) {
            weather.meanwhile(Occurrence.TIMED_OUT_AFTER_THE_EFFECT, () -> world.runFor(TIMEOUT));
            throw new TransientException("no answer came in time");
        }
        if (dice.oneIn(weather.line() * CRASHES)) {
            world.fleet().crash(process, Occurrence.CRASHED_BEFORE_AN_ANSWER);
        }
    }

    private void fail(CalendarSession session) throws InterruptedException {
        if (dice.oneIn(weather.line() * CRASHES)) {
            world.fleet().crash(process, Occurrence.CRASHED_BEFORE_A_REQUEST);
            refuseIfGone();
        }
        if (!dice.oneIn(weather.line())) {
            return;
        }
        switch (dice.below(40)) {
            case 0 -> {
                world.happened(Occurrence.UNRECOVERABLE);
                throw new UnrecoverableException("the calendar is broken");
            }
            case 1, 2 -> {
                world.happened(Occurrence.REVOKED);
                throw new AuthorizationRevokedException("the password is no longer accepted");
            }
            case 3, 4 -> {
                world.happened(Occurrence.CORRUPT);
                throw new CorruptStateException("what is stored cannot be read");
            }
            case 5, 6 -> {
                world.happened(Occurrence.UNDECLARED);
                throw new IllegalStateException("nobody declared this");
            }
            case 7, 8 -> {
                world.happened(Occurrence.INTERRUPTED);
                throw new InterruptedException("by somebody else's mistake");
            }
            case 9, 10 -> {
                world.happened(Occurrence.UNREACHABLE);
                throw new UnreachableException("nobody answers at that address");
            }
            case 11, 12, 13, 14 -> {
                weather.meanwhile(Occurrence.TIMED_OUT, () -> world.runFor(TIMEOUT));
                throw new TransientException("no answer came in time");
            }
            case 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> throttle(session);
            default -> {
                world.happened(Occurrence.TRANSIENT);
                throw new TransientException("the server is in trouble");
            }
        }
    }

    private void throttle(CalendarSession session) {
        switch (dice.below(6)) {
            case 0, 1 -> {
                world.happened(Occurrence.THROTTLED_WITHOUT_A_HINT);
                world.calls().throttled(session, Duration.ZERO);
                throw ThrottledException.unhinted("slow down");
            }
            case 2 -> {
                world.happened(Occurrence.THROTTLED_UNTIL_A_PAST_TIME);
                world.calls().throttled(session, Duration.ZERO);
                throw ThrottledException.until("slow down", world.time().now().minusSeconds(dice.below(60)));
            }
            default -> {
                world.happened(Occurrence.THROTTLED_WITH_A_HINT);
                Duration hint = Duration.ofSeconds(dice.below(600));
                world.calls().throttled(session, hint);
                throw dice.oneIn(2)
                        ? ThrottledException.after("slow down", hint)
                        : ThrottledException.until(
                                "slow down", world.time().now().plus(hint));
            }
        }
    }
}
