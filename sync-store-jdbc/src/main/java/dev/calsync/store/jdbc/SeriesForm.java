package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How series are kept, as both sides have them, and the writes that carry them. */
final class SeriesForm {
    private static final int CREATE = 1;
    private static final int UPDATE = 2;
    private static final int DELETE = 3;

    private SeriesForm() {}

    static void write(PayloadWriter out, EventSeries series) {
        out.text(series.uid());
        out.optional(series.master(), EventForm::write);
        out.list(series.overrides(), EventForm::write);
    }

    static EventSeries read(PayloadReader in) {
        String uid = in.text();
        CalendarEvent master = in.optional(event -> EventForm.read(event, uid));
        List<CalendarEvent> overrides = in.list(event -> EventForm.read(event, uid));
        return new EventSeries(uid, master, overrides);
    }

    static void writeRemote(PayloadWriter out, RemoteSeries remote) {
        out.text(remote.id().value());
        out.optional(remote.etag(), SeriesForm::writeTag);
        write(out, remote.series());
        out.optional(remote.original(), PayloadWriter::text);
        out.list(remote.parts().entrySet(), (to, part) -> {
            TimeForm.write(to, part.getKey());
            to.text(part.getValue().id().value());
            to.optional(part.getValue().etag(), SeriesForm::writeTag);
        });
    }

    static RemoteSeries readRemote(PayloadReader in) {
        RemoteId id = RemoteId.of(in.text());
        ETag etag = in.optional(SeriesForm::readTag);
        EventSeries series = read(in);
        String original = in.optional(PayloadReader::text);
        return new RemoteSeries(id, etag, series, original, readParts(in));
    }

    private static Map<EventTime, RemoteSeries.Part> readParts(PayloadReader in) {
        Map<EventTime, RemoteSeries.Part> parts = new HashMap<>();
        int count = in.smallNumber();
        for (int i = 0; i < count; i++) {
            EventTime instance = TimeForm.read(in);
            RemoteId id = RemoteId.of(in.text());
            parts.put(instance, new RemoteSeries.Part(id, in.optional(SeriesForm::readTag)));
        }
        return parts;
    }

    private static void writeTag(PayloadWriter out, ETag etag) {
        out.text(etag.value());
    }

    private static ETag readTag(PayloadReader in) {
        return ETag.of(in.text());
    }

    static void writeWrite(PayloadWriter out, EventWrite write) {
        if (write instanceof EventWrite.Create create) {
            out.octet(CREATE);
            out.text(create.idempotencyKey());
            write(out, create.series());
        } else if (write instanceof EventWrite.Update update) {
            out.octet(UPDATE);
            out.text(update.idempotencyKey());
            writeRemote(out, update.current());
            write(out, update.target());
        } else {
            EventWrite.Delete delete = (EventWrite.Delete) write;
            out.octet(DELETE);
            out.text(delete.idempotencyKey());
            writeRemote(out, delete.current());
        }
    }

    static EventWrite readWrite(PayloadReader in) {
        int form = in.octet();
        String key = in.text();
        return switch (form) {
            case CREATE -> new EventWrite.Create(key, read(in));
            case UPDATE -> new EventWrite.Update(key, readRemote(in), read(in));
            case DELETE -> new EventWrite.Delete(key, readRemote(in));
            default -> throw new IllegalArgumentException("no write has the number " + form);
        };
    }
}
