package dev.calsync.store.jdbc;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventStatus;
import dev.calsync.model.Extras;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a part of a series is kept: one bit for each field says whether it has a value other than the usual one, and only
 * such values follow, in the order of the bits. The UID is the series'.
 */
final class EventForm {
    private static final int RECURRENCE_ID = 1;
    private static final int SUMMARY = 1 << 1;
    private static final int DESCRIPTION = 1 << 2;
    private static final int LOCATION = 1 << 3;
    private static final int END = 1 << 4;
    private static final int RECURRENCE = 1 << 5;
    private static final int STATUS = 1 << 6;
    private static final int TRANSPARENCY = 1 << 7;
    private static final int VISIBILITY = 1 << 8;
    private static final int ORGANIZER = 1 << 9;
    private static final int ATTENDEES = 1 << 10;
    private static final int REMINDERS = 1 << 11;
    private static final int CATEGORIES = 1 << 12;
    private static final int CONFERENCE_LINK = 1 << 13;
    private static final int URL = 1 << 14;
    private static final int SEQUENCE = 1 << 15;
    private static final int CREATED = 1 << 16;
    private static final int UPDATED = 1 << 17;
    private static final int EXTRAS = 1 << 18;
    private static final int VERSION = 1 << 19;
    private static final int KNOWN = (1 << 20) - 1;

    private EventForm() {}

    static void write(PayloadWriter out, CalendarEvent event) {
        int fields = whatItSays(event) | whoAndWhen(event);
        out.number(fields);
        TimeForm.write(out, event.start());
        put(out, event.recurrenceId(), TimeForm::write);
        if (has(fields, SUMMARY)) {
            out.text(event.summary());
        }
        if (has(fields, DESCRIPTION)) {
            out.flag(event.description().html());
            out.text(event.description().text());
        }
        if (has(fields, LOCATION)) {
            out.text(event.location());
        }
        put(out, event.end(), TimeForm::write);
        if (has(fields, RECURRENCE)) {
            out.list(event.recurrence(), PayloadWriter::text);
        }
        if (has(fields, STATUS)) {
            Codes.STATUS.write(out, event.status());
        }
        if (has(fields, TRANSPARENCY)) {
            Codes.TRANSPARENCY.write(out, event.transparency());
        }
        if (has(fields, VISIBILITY)) {
            Codes.VISIBILITY.write(out, event.visibility());
        }
        writeRest(out, event, fields);
    }

    private static void writeRest(PayloadWriter out, CalendarEvent event, int fields) {
        put(out, event.organizer(), EventForm::writePerson);
        if (has(fields, ATTENDEES)) {
            out.list(event.attendees(), EventForm::writeAttendee);
        }
        if (has(fields, REMINDERS)) {
            out.list(event.reminders(), EventForm::writeReminder);
        }
        if (has(fields, CATEGORIES)) {
            out.list(event.categories(), PayloadWriter::text);
        }
        put(out, event.conferenceLink(), PayloadWriter::text);
        put(out, event.url(), PayloadWriter::text);
        if (has(fields, SEQUENCE)) {
            out.number(event.sequence());
        }
        put(out, event.created(), PayloadWriter::instant);
        put(out, event.updated(), PayloadWriter::instant);
        if (has(fields, EXTRAS)) {
            out.list(event.extras().values().entrySet(), (to, extra) -> {
                to.text(extra.getKey());
                to.list(extra.getValue(), PayloadWriter::text);
            });
        }
        if (has(fields, VERSION)) {
            out.number(event.version());
        }
    }

    private static int whatItSays(CalendarEvent event) {
        return bit(SUMMARY, !event.summary().isEmpty())
                | bit(DESCRIPTION, !event.description().equals(Description.NONE))
                | bit(LOCATION, !event.location().isEmpty())
                | bit(RECURRENCE, !event.recurrence().isEmpty())
                | bit(STATUS, event.status() != EventStatus.CONFIRMED)
                | bit(TRANSPARENCY, event.transparency() != Transparency.OPAQUE)
                | bit(VISIBILITY, event.visibility() != Visibility.DEFAULT)
                | bit(REMINDERS, !event.reminders().isEmpty())
                | bit(CATEGORIES, !event.categories().isEmpty())
                | bit(CONFERENCE_LINK, event.conferenceLink() != null)
                | bit(URL, event.url() != null)
                | bit(EXTRAS, !event.extras().values().isEmpty());
    }

    private static int whoAndWhen(CalendarEvent event) {
        return bit(RECURRENCE_ID, event.recurrenceId() != null)
                | bit(END, event.end() != null)
                | bit(ORGANIZER, event.organizer() != null)
                | bit(ATTENDEES, !event.attendees().isEmpty())
                | bit(SEQUENCE, event.sequence() != 0)
                | bit(CREATED, event.created() != null)
                | bit(UPDATED, event.updated() != null)
                | bit(VERSION, event.version() != 0);
    }

    private static int bit(int field, boolean set) {
        return set ? field : 0;
    }

    private static boolean has(int fields, int field) {
        return (fields & field) != 0;
    }

    private static <T> void put(PayloadWriter out, @Nullable T value, BiConsumer<PayloadWriter, ? super T> form) {
        if (value != null) {
            form.accept(out, value);
        }
    }

    static CalendarEvent read(PayloadReader in, String uid) {
        int fields = in.smallNumber();
        if ((fields & ~KNOWN) != 0) {
            throw new IllegalArgumentException("an event has fields that nobody knows");
        }
        // The order of the arguments is the order of the bytes, but for the start, which comes first.
        var start = TimeForm.read(in);
        return new CalendarEvent(
                uid,
                has(fields, RECURRENCE_ID) ? TimeForm.read(in) : null,
                has(fields, SUMMARY) ? in.text() : "",
                has(fields, DESCRIPTION) ? readDescription(in) : Description.NONE,
                has(fields, LOCATION) ? in.text() : "",
                start,
                has(fields, END) ? TimeForm.read(in) : null,
                has(fields, RECURRENCE) ? in.list(PayloadReader::text) : List.of(),
                has(fields, STATUS) ? Codes.STATUS.read(in) : EventStatus.CONFIRMED,
                has(fields, TRANSPARENCY) ? Codes.TRANSPARENCY.read(in) : Transparency.OPAQUE,
                has(fields, VISIBILITY) ? Codes.VISIBILITY.read(in) : Visibility.DEFAULT,
                has(fields, ORGANIZER) ? readPerson(in) : null,
                has(fields, ATTENDEES) ? in.list(EventForm::readAttendee) : List.of(),
                has(fields, REMINDERS) ? in.list(EventForm::readReminder) : List.of(),
                has(fields, CATEGORIES) ? readCategories(in) : Collections.emptySortedSet(),
                has(fields, CONFERENCE_LINK) ? in.text() : null,
                has(fields, URL) ? in.text() : null,
                has(fields, SEQUENCE) ? in.smallNumber() : 0,
                has(fields, CREATED) ? in.instant() : null,
                has(fields, UPDATED) ? in.instant() : null,
                has(fields, EXTRAS) ? readExtras(in) : Extras.NONE,
                has(fields, VERSION) ? in.number() : 0);
    }

    private static Description readDescription(PayloadReader in) {
        boolean html = in.flag();
        return new Description(in.text(), html);
    }

    private static SortedSet<String> readCategories(PayloadReader in) {
        return new TreeSet<>(in.list(PayloadReader::text));
    }

    private static Extras readExtras(PayloadReader in) {
        TreeMap<String, List<String>> values = new TreeMap<>();
        int names = in.smallNumber();
        for (int i = 0; i < names; i++) {
            values.put(in.text(), in.list(PayloadReader::text));
        }
        return new Extras(values);
    }

    private static void writePerson(PayloadWriter out, Person person) {
        out.text(person.address());
        out.optional(person.name(), PayloadWriter::text);
    }

    private static Person readPerson(PayloadReader in) {
        return new Person(in.text(), in.optional(PayloadReader::text));
    }

    private static void writeAttendee(PayloadWriter out, Attendee attendee) {
        writePerson(out, attendee.person());
        Codes.ROLE.write(out, attendee.role());
        Codes.ANSWER.write(out, attendee.status());
        out.flag(attendee.rsvp());
    }

    private static Attendee readAttendee(PayloadReader in) {
        return new Attendee(readPerson(in), Codes.ROLE.read(in), Codes.ANSWER.read(in), in.flag());
    }

    private static void writeReminder(PayloadWriter out, Reminder reminder) {
        Codes.METHOD.write(out, reminder.method());
        out.duration(reminder.beforeStart());
    }

    private static Reminder readReminder(PayloadReader in) {
        return new Reminder(Codes.METHOD.read(in), in.duration());
    }
}
