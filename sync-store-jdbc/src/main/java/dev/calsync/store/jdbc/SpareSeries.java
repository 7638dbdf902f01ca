package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.recurrence.SeriesExtent;
import dev.calsync.store.Intent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a damaged series was, where the store has it a second time: an edit that was about to be sent is in its intent, and
 * the state that both sides last agreed on is in the link. Put back in its row, it keeps its version and its link, and a
 * deletion that was not yet sent stays one.
 */
final class SpareSeries {
    private SpareSeries() {}

    private record Marks(boolean deleted, boolean pending) {}

    /** Whether there was a second copy. */
    static boolean restore(JdbcTransaction tx, long calendar, String id) {
        Marks row = tx.call("SELECT deleted, pending FROM {series} WHERE calendar_key = ? AND series_id = ?")
                .number(calendar)
                .text(id)
                .first(found -> new Marks(found.flag(), found.flag()))
                .orElse(null);
        if (row == null) {
            return false;
        }
        EventSeries spare = row.pending() && !row.deleted() ? sent(tx, calendar, id) : null;
        if (spare == null) {
            spare = agreed(tx, calendar, id);
        }
        if (spare == null) {
            return false;
        }
        SeriesExtent extent = SeriesExtent.of(spare);
        tx.call("UPDATE {series} SET uid_hash = ?, first_at = ?, last_at = ?, payload = ?"
                        + " WHERE calendar_key = ? AND series_id = ?")
                .bytes(Hash.of(spare.uid()))
                .number(Micros.of(extent.first()))
                .number(Micros.upwards(extent.last()))
                .bytes(Payload.SERIES.encode(spare))
                .number(calendar)
                .text(id)
                .update();
        return true;
    }

    private static @Nullable EventSeries sent(JdbcTransaction tx, long calendar, String id) {
        Intent intent = read(tx, "intents", Payload.INTENT, calendar, id);
        if (intent != null && intent.write() instanceof EventWrite.Create create) {
            return create.series();
        }
        return intent != null && intent.write() instanceof EventWrite.Update update ? update.target() : null;
    }

    private static @Nullable EventSeries agreed(JdbcTransaction tx, long calendar, String id) {
        RemoteSeries base = read(tx, "links", Payload.REMOTE, calendar, id);
        return base == null ? null : base.series();
    }

    private static <T> @Nullable T read(
            JdbcTransaction tx, String table, Payload<T> payload, long calendar, String id) {
        Optional<byte[]> kept = tx.call("SELECT payload FROM {" + table + "} WHERE calendar_key = ? AND series_id = ?")
                .number(calendar)
                .text(id)
                .first(Row::bytes);
        try {
            return kept.isPresent() ? payload.decode(kept.orElseThrow(), id) : null;
        } catch (CorruptStateException alsoDamaged) {
            return null;
        }
    }
}
