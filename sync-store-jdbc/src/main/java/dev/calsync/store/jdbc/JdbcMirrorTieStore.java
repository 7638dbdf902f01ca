package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.MirrorTieStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What binds mirrored series. A tie that cannot be read any more is as if it were not there, and is made anew. */
final class JdbcMirrorTieStore extends JdbcDrawer implements MirrorTieStore {
    JdbcMirrorTieStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private Optional<Long> key(MirrorId mirror) {
        return call("SELECT mirror_key FROM {mirrors} WHERE mirror_id = ?")
                .text(mirror.value())
                .first(Row::number);
    }

    private static List<MirrorTie> ties(Call call, MirrorId mirror) {
        List<MirrorTie> ties = new ArrayList<>();
        for (byte[] payload : call.list(Row::bytes)) {
            try {
                ties.add(Payload.MIRROR_TIE.decode(payload, "mirror " + mirror));
            } catch (CorruptStateException unreadable) {
                // Both series are still there, and meet again.
            }
        }
        return ties;
    }

    @Override
    public List<MirrorTie> find(MirrorId mirror, MirrorEnd end, Collection<SeriesId> series) {
        String column = end == MirrorEnd.SOURCE ? "source_id" : "target_id";
        return series.isEmpty()
                ? List.of()
                : key(mirror)
                        .map(key -> ties(
                                call("SELECT payload FROM {mirror_ties} WHERE mirror_key = ? AND " + column
                                                + " IN (?*)")
                                        .number(key)
                                        .texts(series.stream()
                                                .map(SeriesId::value)
                                                .distinct()
                                                .toList()),
                                mirror))
                        .orElse(List.of());
    }

    @Override
    public void put(MirrorId mirror, List<MirrorTie> ties) {
        if (ties.isEmpty()) {
            return;
        }
        key(mirror).ifPresent(key -> {
            delete(key, "source_id", ties.stream().map(MirrorTie::source).toList());
            delete(key, "target_id", ties.stream().map(MirrorTie::target).toList());
            batch(
                    "INSERT INTO {mirror_ties} (mirror_key, source_id, target_id, payload) VALUES (?, ?, ?, ?)",
                    ties,
                    (call, tie) -> call.number(key)
                            .text(tie.source().value())
                            .text(tie.target().value())
                            .bytes(Payload.MIRROR_TIE.encode(tie)));
        });
    }

    private void delete(long key, String column, Collection<SeriesId> series) {
        call("DELETE FROM {mirror_ties} WHERE mirror_key = ? AND " + column + " IN (?*)")
                .number(key)
                .texts(series.stream().map(SeriesId::value).distinct().toList())
                .update();
    }

    @Override
    public void delete(MirrorId mirror, Collection<SeriesId> sources) {
        if (!sources.isEmpty()) {
            key(mirror).ifPresent(key -> delete(key, "source_id", sources));
        }
    }

    @Override
    public List<MirrorTie> page(MirrorId mirror, @Nullable SeriesId after, int limit) {
        return key(mirror)
                .map(key -> ties(
                        call("SELECT payload FROM {mirror_ties} WHERE mirror_key = ? AND source_id > ?"
                                        + " ORDER BY mirror_key, source_id LIMIT ?")
                                .number(key)
                                .text(after == null ? "" : after.value())
                                .integer(limit),
                        mirror))
                .orElse(List.of());
    }
}
