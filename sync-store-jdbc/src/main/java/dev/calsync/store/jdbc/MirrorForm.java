package dev.calsync.store.jdbc;

import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorDirection;
import dev.calsync.mirror.MirrorTransform;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.EventFilter;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.StoredMirror;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of a mirror nobody looks for, as it is kept; and its ties. */
record MirrorForm(
        MirrorDirection direction,
        MirrorTransform transform,
        @Nullable String paused,
        StoredMirror.Look source,
        StoredMirror.Look target) {

    static MirrorForm of(StoredMirror stored) {
        Mirror mirror = stored.mirror();
        return new MirrorForm(
                mirror.direction(), mirror.transform(), mirror.paused(), stored.source(), stored.target());
    }

    StoredMirror mirror(UserId user, MirrorId id, CalendarRef from, CalendarRef to) {
        return new StoredMirror(user, new Mirror(id, from, to, direction, transform, paused), source, target);
    }

    static void write(PayloadWriter out, MirrorForm form) {
        Codes.DIRECTION.write(out, form.direction);
        out.flag(form.transform.busyOnly());
        out.flag(form.transform.guests());
        out.flag(form.transform.privateDetails());
        out.text(form.transform.prefix());
        out.text(form.transform.filter().map(EventFilter::toJson).orElse(""));
        out.optional(form.paused, PayloadWriter::text);
        writeLook(out, form.source);
        writeLook(out, form.target);
    }

    static MirrorForm read(PayloadReader in) {
        MirrorDirection direction = Codes.DIRECTION.read(in);
        boolean busyOnly = in.flag();
        boolean guests = in.flag();
        boolean privateDetails = in.flag();
        String prefix = in.text();
        String filter = in.text();
        Optional<EventFilter> only = filter.isEmpty() ? Optional.empty() : Optional.of(EventFilter.fromJson(filter));
        return new MirrorForm(
                direction,
                new MirrorTransform(busyOnly, guests, privateDetails, prefix, only),
                in.optional(PayloadReader::text),
                readLook(in),
                readLook(in));
    }

    private static void writeLook(PayloadWriter out, StoredMirror.Look look) {
        out.optional(look.completeAt(), PayloadWriter::instant);
        out.optional(look.place(), PayloadWriter::text);
    }

    private static StoredMirror.Look readLook(PayloadReader in) {
        return new StoredMirror.Look(in.optional(PayloadReader::instant), in.optional(PayloadReader::text));
    }

    static void writeTie(PayloadWriter out, MirrorTie tie) {
        out.text(tie.source().value());
        out.text(tie.target().value());
        Codes.END.write(out, tie.origin());
        SeriesForm.write(out, tie.sourceBase());
        SeriesForm.write(out, tie.targetBase());
        out.number(tie.restored());
    }

    static MirrorTie readTie(PayloadReader in) {
        return new MirrorTie(
                SeriesId.of(in.text()),
                SeriesId.of(in.text()),
                Codes.END.read(in),
                SeriesForm.read(in),
                SeriesForm.read(in),
                in.smallNumber());
    }
}
