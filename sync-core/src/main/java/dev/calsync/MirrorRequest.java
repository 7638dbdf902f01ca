package dev.calsync;

import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorDirection;
import dev.calsync.mirror.MirrorTransform;
import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.EventFilter;
import java.util.Optional;

/**
 * A mirror that is about to be made: {@code alice.mirror(work).busyOnly().to(family)}. Unless told otherwise it goes one
 * way, and what it leaves out by itself is guests, whom services might mail, and what private and confidential events say.
 * Immutable: each method returns a changed copy.
 */
public final class MirrorRequest {
    private final UserMirrors mirrors;
    private final CalendarRef source;
    private final MirrorDirection direction;
    private final MirrorTransform transform;

    MirrorRequest(UserMirrors mirrors, CalendarRef source) {
        this(mirrors, source, MirrorDirection.ONE_WAY, MirrorTransform.NONE);
    }

    private MirrorRequest(
            UserMirrors mirrors, CalendarRef source, MirrorDirection direction, MirrorTransform transform) {
        this.mirrors = mirrors;
        this.source = source;
        this.direction = direction;
        this.transform = transform;
    }

    private MirrorRequest with(MirrorTransform value) {
        return new MirrorRequest(mirrors, source, direction, value);
    }

    /** Changes travel both ways, and what is made in either calendar comes to the other. */
    public MirrorRequest twoWay() {
        return new MirrorRequest(mirrors, source, MirrorDirection.TWO_WAY, transform);
    }

    /**
     * Copies only show that the time is taken: when, how often, busy or free, and "Busy" for a title. With {@link #twoWay},
     * a copy that is moved moves its original.
     */
    public MirrorRequest busyOnly() {
        return with(new MirrorTransform(
                true, transform.guests(), transform.privateDetails(), transform.prefix(), transform.filter()));
    }

    /**
     * Copies have their originals' attendees. The target's service may mail them; whether such writes are sent
     * at all is its {@link dev.calsync.provider.AttendeePolicy}.
     */
    public MirrorRequest withGuests() {
        return guests(true);
    }

    /** Copies have no attendees, as it is unless told. */
    public MirrorRequest dropAttendees() {
        return guests(false);
    }

    private MirrorRequest guests(boolean value) {
        return with(new MirrorTransform(
                transform.busyOnly(), value, transform.privateDetails(), transform.prefix(), transform.filter()));
    }

    /** Copies of private and confidential events say what their originals say. For targets that nobody else sees. */
    public MirrorRequest withPrivateDetails() {
        return with(new MirrorTransform(
                transform.busyOnly(), transform.guests(), true, transform.prefix(), transform.filter()));
    }

    /** Copies' titles begin with this text, at most 100 characters. */
    public MirrorRequest prefix(String text) {
        return with(new MirrorTransform(
                transform.busyOnly(), transform.guests(), transform.privateDetails(), text, transform.filter()));
    }

    /** Only events of the source that this selects are copied; the copy of one that it selects no more is deleted. */
    public MirrorRequest only(EventFilter filter) {
        return with(new MirrorTransform(
                transform.busyOnly(),
                transform.guests(),
                transform.privateDetails(),
                transform.prefix(),
                Optional.of(filter)));
    }

    /**
     * Makes the mirror, and asks for both calendars to be synchronised. Blocks on the store only.
     *
     * @param target the calendar that is kept equal to the source
     * @throws IllegalArgumentException if the user does not have one of the calendars
     * @throws IllegalStateException if the host keeps the events in tables of its own
     * @throws dev.calsync.error.InvalidConfigurationException if both are the same calendar, the two are mirrored already,
     *     a calendar that would be written to is read-only, or the prefix or the filter is not valid; names every fault,
     *     and changes nothing
     */
    public Mirror to(CalendarRef target) {
        return mirrors.make(source, target, direction, transform);
    }
}
