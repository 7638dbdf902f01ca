package dev.calsync.examples.kills;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.FakeResource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/** Another client of the same calendars, which edits at the server itself. Used by one thread. */
final class OtherClient {
    private static final int FEWEST = 6;

    private final FakeCalDavServer server;
    private final Ledger ledger;
    private final Random dice;
    private int number;

    OtherClient(FakeCalDavServer server, Ledger ledger, Random dice) {
        this.server = server;
        this.ledger = ledger;
        this.dice = dice;
    }

    /** Makes, changes or deletes an event. */
    void edit() {
        List<FakeCalendar> calendars = server.calendars(Desk.USER);
        FakeCalendar calendar = calendars.get(dice.nextInt(calendars.size()));
        List<FakeResource> all = new ArrayList<>(calendar.resources().values());
        int what = dice.nextInt(10);
        number++;
        try {
            if (what < 2 || all.size() < FEWEST) {
                make(calendar);
            } else {
                String name = all.get(dice.nextInt(all.size())).name();
                if (what < 4) {
                    delete(calendar, name);
                } else {
                    change(calendar, name, what < 7 ? "SUMMARY" : "LOCATION");
                }
            }
        } catch (NoSuchElementException gone) {
            // The engine has just deleted it.
        }
    }

    private void make(FakeCalendar calendar) {
        String uid = "there-" + number;
        EventSeries series = Desk.event(uid, value("s"), value("l"));
        Ledger.Entry entry = ledger.begin(Edit.of(calendar.name(), uid, null, series), true);
        calendar.put(uid + ".ics", ICalendar.write(series, Desk.WRITTEN_AT));
        ledger.acknowledge(entry);
    }

    /** The edit is told what it replaces, and no request comes in between. */
    private void change(FakeCalendar calendar, String name, String property) {
        calendar.edit(name, text -> {
            String next = text.replaceFirst("(?m)^" + property + ":.*$", property + ":" + value("e"));
            EventSeries before = ICalendar.parse(text);
            Edit edit = Edit.of(calendar.name(), before.uid(), before, ICalendar.parse(next));
            ledger.acknowledge(ledger.begin(edit, true));
            return next;
        });
    }

    private void delete(FakeCalendar calendar, String name) {
        EventSeries last = ICalendar.parse(calendar.remove(name).text());
        ledger.acknowledge(ledger.begin(Edit.of(calendar.name(), last.uid(), last, null), true));
    }

    private String value(String kind) {
        return "there-" + kind + number;
    }
}
