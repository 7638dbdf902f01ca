package dev.calsync.examples.kills;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Where an engine works.
 *
 * @param database the store's
 * @param server the way to the calendars
 * @param replica who keeps the events on this side
 * @param table the database of the host's table, if it has one
 * @param breakage what is wrong with the engine
 */
record Place(String database, URI server, Replica replica, String table, Breakage breakage) {

    /** Who keeps the events on this side. */
    enum Replica {
        BUILT_IN,
        /** A table of the host's in the store's own database. */
        SAME_DATABASE,
        /** A table of the host's in another database. */
        OTHER_DATABASE
    }

    /** What somebody could get wrong, so that these trials can be seen to notice. */
    enum Breakage {
        NONE,
        /** A write whose answer was lost counts as done. */
        LOST_ANSWER_IS_YES,
        /** A create whose answer was lost is sent again at once, as a new one. */
        BLIND_RETRY,
        /** The place in the change feed is noted before the page is. */
        CHECKPOINT_FIRST
    }

    List<String> arguments() {
        return List.of(database, server.toString(), replica.name(), table, breakage.name());
    }

    static Place of(String... arguments) {
        List<String> all = Arrays.asList(arguments);
        return new Place(
                all.get(0),
                URI.create(all.get(1)),
                Replica.valueOf(all.get(2)),
                all.get(3),
                Breakage.valueOf(all.get(4)));
    }
}
