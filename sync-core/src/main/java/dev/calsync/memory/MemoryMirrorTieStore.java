package dev.calsync.memory;

import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.MirrorTieStore;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class MemoryMirrorTieStore extends MemoryDrawer implements MirrorTieStore {
    MemoryMirrorTieStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<MirrorTie> find(MirrorId mirror, MirrorEnd end, Collection<SeriesId> series) {
        MirrorShelf shelf = state().mirrors.get(mirror);
        return shelf == null
                ? List.of()
                : series.stream()
                        .distinct()
                        .map(one -> end == MirrorEnd.SOURCE ? shelf.bySource.get(one.value()) : shelf.byTarget.get(one))
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public void put(MirrorId mirror, List<MirrorTie> ties) {
        MirrorShelf shelf = state().mirrors.get(mirror);
        if (shelf == null) {
            return;
        }
        for (MirrorTie tie : ties) {
            remove(shelf, shelf.bySource.get(tie.source().value()));
            remove(shelf, shelf.byTarget.get(tie.target()));
            journal().put(shelf.bySource, tie.source().value(), tie);
            journal().put(shelf.byTarget, tie.target(), tie);
        }
    }

    @Override
    public void delete(MirrorId mirror, Collection<SeriesId> sources) {
        MirrorShelf shelf = state().mirrors.get(mirror);
        if (shelf != null) {
            sources.forEach(source -> remove(shelf, shelf.bySource.get(source.value())));
        }
    }

    private void remove(MirrorShelf shelf, @Nullable MirrorTie tie) {
        if (tie != null) {
            journal().remove(shelf.bySource, tie.source().value());
            journal().remove(shelf.byTarget, tie.target());
        }
    }

    @Override
    public List<MirrorTie> page(MirrorId mirror, @Nullable SeriesId after, int limit) {
        MirrorShelf shelf = state().mirrors.get(mirror);
        if (shelf == null) {
            return List.of();
        }
        NavigableMap<String, MirrorTie> rest =
                after == null ? shelf.bySource : shelf.bySource.tailMap(after.value(), false);
        return rest.values().stream().limit(limit).toList();
    }
}
