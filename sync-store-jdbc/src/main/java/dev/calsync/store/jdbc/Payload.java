package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.store.AuditRow;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Intent;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.WorkDemand;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a value of one kind is kept as: a byte that says which kind, one for the version of its form, the value, and four of
 * CRC-32C over all that. A value that a database, a disk or a hand has changed is noticed when it is read, and one that a
 * newer version has written is not guessed at.
 *
 * <p>Values are written in one pass and read in one, because every page of a pull goes through here twice.
 */
final class Payload<T> {
    static final Payload<EventSeries> SERIES = new Payload<>(1, "series", SeriesForm::write, SeriesForm::read);
    static final Payload<RemoteSeries> REMOTE =
            new Payload<>(2, "remote series", SeriesForm::writeRemote, SeriesForm::readRemote);
    static final Payload<StoredFeed> FEED = new Payload<>(3, "checkpoint", StateForm::writeFeed, StateForm::readFeed);
    static final Payload<Intent> INTENT =
            new Payload<>(4, "remote write", StateForm::writeIntent, StateForm::readIntent);
    static final Payload<Revision> REVISION =
            new Payload<>(5, "revision", StateForm::writeRevision, StateForm::readRevision);
    static final Payload<Quarantined> QUARANTINED =
            new Payload<>(6, "quarantined series", StateForm::writeQuarantined, StateForm::readQuarantined);
    static final Payload<DeadLetter> DEAD_LETTER =
            new Payload<>(7, "dead letter", StateForm::writeDeadLetter, StateForm::readDeadLetter);
    static final Payload<WorkDemand> DEMAND = new Payload<>(8, "demand", StateForm::writeDemand, StateForm::readDemand);
    static final Payload<AccountForm> ACCOUNT = new Payload<>(10, "row", AccountForm::write, AccountForm::read);
    static final Payload<CalendarForm> CALENDAR = new Payload<>(11, "row", CalendarForm::write, CalendarForm::read);
    static final Payload<JdbcChannelStore.ChannelForm> CHANNEL =
            new Payload<>(12, "row", JdbcChannelStore.ChannelForm::write, JdbcChannelStore.ChannelForm::read);
    static final Payload<AuditRow> AUDIT = new Payload<>(13, "row", StateForm::writeAudit, StateForm::readAudit);
    static final Payload<JournalEntry> JOURNAL =
            new Payload<>(14, "journal entry", StateForm::writeJournal, StateForm::readJournal);
    static final Payload<MirrorForm> MIRROR = new Payload<>(15, "row", MirrorForm::write, MirrorForm::read);
    static final Payload<MirrorTie> MIRROR_TIE = new Payload<>(16, "tie", MirrorForm::writeTie, MirrorForm::readTie);
    static final Payload<String> TEXT = new Payload<>(9, "text", PayloadWriter::text, PayloadReader::text);

    private static final int VERSION = 1;
    private static final int HEAD = 2;
    private static final int CHECKSUM = Integer.BYTES;

    private final int kind;
    private final String name;
    private final BiConsumer<PayloadWriter, ? super T> write;
    private final Function<PayloadReader, ? extends T> read;

    private Payload(
            int kind,
            String name,
            BiConsumer<PayloadWriter, ? super T> write,
            Function<PayloadReader, ? extends T> read) {
        this.kind = kind;
        this.name = name;
        this.write = write;
        this.read = read;
    }

    /** The bytes that a value is kept as. */
    byte[] encode(T value) {
        PayloadWriter out = new PayloadWriter();
        out.octet(kind);
        out.octet(VERSION);
        write.accept(out, value);
        byte[] bytes = out.toBytes(CHECKSUM);
        int sum = checksum(bytes);
        for (int i = 1; i <= CHECKSUM; i++) {
            bytes[bytes.length - i] = (byte) sum;
            sum >>>= Byte.SIZE;
        }
        return bytes;
    }

    /**
     * The value that was kept.
     *
     * @param where what it belongs to, for the message
     * @throws CorruptStateException if the bytes are not what was written, or a newer version wrote them
     */
    T decode(byte[] bytes, Object where) {
        if (bytes.length < HEAD + CHECKSUM || storedChecksum(bytes) != checksum(bytes)) {
            throw corrupt(where, "does not match its checksum", null);
        }
        if (bytes[0] != kind) {
            throw corrupt(where, "is something else", null);
        }
        if (isNewer(bytes)) {
            throw new CorruptStateException(
                    "a " + name + " of " + where + " was kept by a newer version of Calsync (form " + (bytes[1] & 0xFF)
                            + ", this one knows " + VERSION + "): run that version, which kept it");
        }
        try {
            PayloadReader in = new PayloadReader(bytes, HEAD, bytes.length - CHECKSUM);
            T value = read.apply(in);
            if (!in.atEnd()) {
                throw new IllegalArgumentException("it goes on behind its end");
            }
            return value;
        } catch (RuntimeException unreadable) {
            throw corrupt(where, "cannot be read", unreadable);
        }
    }

    /** Whether a newer version wrote this: then it is whole, but means nothing here. */
    boolean isNewer(byte[] bytes) {
        return bytes.length >= HEAD + CHECKSUM
                && storedChecksum(bytes) == checksum(bytes)
                && bytes[0] == kind
                && (bytes[1] & 0xFF) > VERSION;
    }

    private CorruptStateException corrupt(Object where, String what, @Nullable RuntimeException cause) {
        String message = "a " + name + " of " + where + " " + what + ": it was changed or damaged in the database";
        return cause == null ? new CorruptStateException(message) : new CorruptStateException(message, cause);
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - CHECKSUM);
        return (int) sum.getValue();
    }

    private static int storedChecksum(byte[] bytes) {
        int sum = 0;
        for (int i = bytes.length - CHECKSUM; i < bytes.length; i++) {
            sum = sum << Byte.SIZE | (bytes[i] & 0xFF);
        }
        return sum;
    }
}
