package dev.calsync.reconcile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notes during a merge what both sides changed differently, and whose change did not make it. */
final class MergeLedger {
    private final Set<FieldChange> conflicts = new LinkedHashSet<>();
    private final Map<Side, Set<FieldChange>> lost = new EnumMap<>(Side.class);

    void conflict(FieldChange change, Side loser) {
        conflicts.add(change);
        lost.computeIfAbsent(loser, side -> new LinkedHashSet<>()).add(change);
    }

    List<FieldChange> conflicts() {
        return new ArrayList<>(conflicts);
    }

    List<FieldChange> lost(Side side) {
        return new ArrayList<>(lost.getOrDefault(side, Set.of()));
    }
}
