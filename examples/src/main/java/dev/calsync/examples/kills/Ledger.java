package dev.calsync.examples.kills;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every edit of both sides. A value is accounted for when it is found at the end, on both sides or in a revision, or when
 * somebody who saw it put another in its place. An edit whose maker died before he knew that it was kept may be there or not.
 * Thread-safe.
 */
final class Ledger {
    private final List<Entry> entries = new ArrayList<>();

    /** An edit, and whether its maker was told that it is kept. */
    static final class Entry {
        private final Edit edit;
        private final boolean atServer;
        private boolean acknowledged;

        private Entry(Edit edit, boolean atServer) {
            this.edit = edit;
            this.atServer = atServer;
        }
    }

    /** Somebody is about to do this. */
    synchronized Entry begin(Edit edit, boolean atServer) {
        Entry entry = new Entry(edit, atServer);
        entries.add(entry);
        return entry;
    }

    /** It is kept. */
    synchronized void acknowledge(Entry entry) {
        entry.acknowledged = true;
    }

    /** It was refused, because somebody was faster. */
    synchronized void withdraw(Entry entry) {
        entries.remove(entry);
    }

    synchronized int acknowledged() {
        return (int) entries.stream().filter(entry -> entry.acknowledged).count();
    }

    /**
     * What is lost: a line for each value, and for each deletion that has no effect though nobody was against it.
     *
     * @param found all values at both ends and in revisions
     * @param standing what each series that is there has in the end, by calendar and UID
     */
    synchronized List<String> lost(Set<String> found, Map<String, Set<String>> standing) {
        Set<String> seen = new HashSet<>();
        entries.forEach(entry -> seen.addAll(entry.edit.seen()));
        Set<String> replaced = new HashSet<>();
        Map<String, Edit> owed = new HashMap<>();
        for (Entry entry : entries) {
            Edit edit = entry.edit;
            boolean kept = entry.acknowledged
                    || edit.brought().stream().anyMatch(value -> found.contains(value) || seen.contains(value))
                    || (edit.deletion() && !standing.containsKey(key(edit)));
            if (kept) {
                replaced.addAll(edit.replaced());
                edit.brought().forEach(value -> owed.put(value, edit));
            }
        }
        Set<String> lost = new TreeSet<>();
        owed.forEach((value, edit) -> {
            if (!found.contains(value) && !replaced.contains(value)) {
                lost.add(value + " of " + key(edit));
            }
        });
        for (Entry entry : entries) {
            Set<String> left = standing.get(key(entry.edit));
            if (left != null && owedDeletion(entry) && entry.edit.seen().containsAll(left)) {
                lost.add("the deletion of " + key(entry.edit));
            }
        }
        return List.copyOf(lost);
    }

    /**
     * Who deletes at the server what came from here may meet an edit whose answer was lost. Nobody can tell then whether the
     * edit arrived, and was deleted by somebody who had seen it, or never arrived; so it stands, and the event is made again.
     */
    private boolean owedDeletion(Entry entry) {
        return entry.acknowledged
                && entry.edit.deletion()
                && (!entry.atServer
                        || entries.stream()
                                .filter(other -> !other.atServer)
                                .noneMatch(
                                        other -> other.edit.brought().stream().anyMatch(entry.edit.seen()::contains)));
    }

    private static String key(Edit edit) {
        return key(edit.calendar(), edit.uid());
    }

    static String key(String calendar, String uid) {
        return calendar + "/" + uid;
    }
}
