package dev.calsync.memory;

import dev.calsync.store.AuditEntry;
import dev.calsync.store.AuditRow;
import dev.calsync.store.AuditStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

final class MemoryAuditStore extends MemoryDrawer implements AuditStore {
    MemoryAuditStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<AuditRow> append(List<AuditEntry> entries) {
        return entries.stream().map(this::append).toList();
    }

    private AuditRow append(AuditEntry entry) {
        NavigableMap<Long, AuditRow> chain = state().audit.get(entry.chain());
        if (chain == null) {
            chain = new TreeMap<>();
            journal().put(state().audit, entry.chain(), chain);
        }
        Map.Entry<Long, AuditRow> last = chain.lastEntry();
        AuditRow row = AuditRow.next(entry, last == null ? null : last.getValue());
        journal().put(chain, row.number(), row);
        return row;
    }

    @Override
    public List<AuditRow> read(String chain, long after, int limit) {
        NavigableMap<Long, AuditRow> rows = state().audit.get(chain);
        return rows == null
                ? List.of()
                : rows.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public int prune(Instant before, int limit) {
        int dropped = 0;
        for (NavigableMap<Long, AuditRow> chain : state().audit.values()) {
            for (AuditRow row : new ArrayList<>(chain.values())) {
                if (dropped == limit || chain.size() == 1 || !row.entry().at().isBefore(before)) {
                    break;
                }
                journal().remove(chain, row.number());
                dropped++;
            }
        }
        return dropped;
    }
}
