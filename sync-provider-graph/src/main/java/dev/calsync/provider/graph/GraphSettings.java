package dev.calsync.provider.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an account remembers of its mailbox, as the text map that is stored. Holds no secret.
 *
 * @param mailbox {@code me}, or the id or address of a user whose mailbox the credentials may open
 * @param tenant the organisation, where it is another than the provider's
 * @param user the id of the mailbox's user, where it was told
 * @param writes whether events may be written, as far as the user's consent says
 */
record GraphSettings(String mailbox, Optional<String> tenant, Optional<String> user, boolean writes) {
    static final String MAILBOX = "mailbox";
    static final String TENANT = "tenant";
    private static final String USER = "user";
    private static final String WRITES = "writes";
    private static final String OWN = "me";

    static GraphSettings of(Map<String, String> map) {
        return new GraphSettings(
                map.getOrDefault(MAILBOX, OWN),
                Optional.ofNullable(map.get(TENANT)),
                Optional.ofNullable(map.get(USER)),
                Boolean.parseBoolean(map.getOrDefault(WRITES, "true")));
    }

    /** Whether it is the mailbox of whoever the credentials belong to. */
    boolean own() {
        return mailbox.equals(OWN);
    }

    GraphPaths paths() {
        return GraphPaths.of(mailbox);
    }

    GraphSettings ofUser(Optional<String> id) {
        return new GraphSettings(mailbox, tenant, id, writes);
    }

    GraphSettings writing(boolean allowed) {
        return new GraphSettings(mailbox, tenant, user, allowed);
    }

    Map<String, String> map() {
        Map<String, String> map = new HashMap<>();
        map.put(MAILBOX, mailbox);
        tenant.ifPresent(value -> map.put(TENANT, value));
        user.ifPresent(value -> map.put(USER, value));
        if (!writes) {
            map.put(WRITES, "false");
        }
        return map;
    }
}
