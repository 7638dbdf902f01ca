package dev.calsync.examples.kills;

import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FaultProxy;
import dev.calsync.provider.caldav.testing.ProxyFault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two calendars at a CalDAV server, a bad network in front of it, an engine behind that, and edits on both sides at the same
 * time. In the end the network is good again, and both sides are held against what was done to them. Used by one thread.
 */
final class Trial implements AutoCloseable {
    private static final int CALENDARS = 2;
    private static final int ROUNDS_MAX = 12;

    private final FakeCalDavServer server = FakeCalDavServer.start().user(Desk.USER, Desk.PASSWORD);
    private final FaultProxy proxy;
    private final Ledger ledger = new Ledger();
    private final OtherClient other;
    private final Random dice;
    private int edits;
    private int kills;

    Trial(long seed) {
        for (int i = 0; i < CALENDARS; i++) {
            server.createCalendar(Desk.USER, "c" + i, "c" + i);
        }
        this.dice = new Random(seed);
        this.proxy = FaultProxy.before(server.url(), seed, Desk.PATIENCE.plusMillis(150));
        this.other = new OtherClient(server, ledger, new Random(seed + 1));
    }

    /** The way to the server. */
    URI url() {
        return proxy.url();
    }

    /** How far the conversation has come. */
    long passed() {
        return proxy.passed();
    }

    FakeCalDavServer server() {
        return server;
    }

    Random dice() {
        return dice;
    }

    void connect(Speaking desk) throws InterruptedException {
        if (!desk.ask("connect", line -> {})) {
            throw new IllegalStateException("the desk died before anything was done to it");
        }
        proxy.storm();
    }

    /** Edits on either side, so many, or until the desk dies. */
    void edit(Speaking desk, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            boolean alive = true;
            if (dice.nextBoolean()) {
                alive = editHere(desk);
            } else {
                other.edit();
            }
            if (!alive) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(dice.nextInt(40)));
        }
    }

    /** What is about to be done is written down as it is said; whether it was done is known only if that is said as well. */
    private boolean editHere(Speaking desk) throws InterruptedException {
        List<Ledger.Entry> about = new ArrayList<>();
        return desk.ask("edit " + edits++, line -> {
            if (line.startsWith("try ")) {
                about.add(ledger.begin(Edit.parse(line.substring("try ".length())), false));
            } else if (line.equals("kept")) {
                about.forEach(ledger::acknowledge);
            } else {
                about.forEach(ledger::withdraw);
            }
        });
    }

    /** The other client goes on alone for a while. */
    void editThere(int count) {
        for (int i = 0; i < count; i++) {
            other.edit();
        }
    }

    void killed() {
        kills++;
    }

    /** The network is good again; the desk has some rounds to bring both sides together. */
    Verdict judge(Speaking desk) throws InterruptedException {
        proxy.calm();
        Judge judge = new Judge(server, ledger);
        List<String> differences = List.of("nothing was looked at");
        for (int round = 0; round < ROUNDS_MAX && !differences.isEmpty(); round++) {
            List<String> said = new ArrayList<>();
            desk.ask("sync INCREMENTAL", said::add);
            said.clear();
            desk.ask("state", said::add);
            differences = judge.read(said);
        }
        long cuts = 0;
        for (ProxyFault fault : ProxyFault.values()) {
            cuts += proxy.struck(fault);
        }
        return judge.verdict(differences, kills, cuts);
    }

    /** How often each fault has struck. */
    String faults() {
        List<String> each = new ArrayList<>();
        for (ProxyFault fault : ProxyFault.values()) {
            each.add(fault + " " + proxy.struck(fault));
        }
        return String.join(", ", each);
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    @Override
    public void close() {
        proxy.close();
        server.close();
    }
}
