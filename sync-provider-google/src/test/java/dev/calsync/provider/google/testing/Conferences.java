package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Turns the wish for a conference into one. The real service takes a moment; here it is there at once. */
final class Conferences {
    private Conferences() {}

    static void settle(StoredEvent event) {
        if (!(event.data.get("conferenceData") instanceof ObjectNode conference)
                || !(conference.get("createRequest") instanceof ObjectNode wish)
                || wish.has("status")) {
            return;
        }
        String code = Integer.toHexString(Json.text(wish, "requestId").hashCode());
        String uri = "https://meet.google.com/" + code;
        wish.putObject("status").put("statusCode", "success");
        conference
                .putArray("entryPoints")
                .addObject()
                .put("entryPointType", "video")
                .put("uri", uri)
                .put("label", "meet.google.com/" + code);
        ObjectNode solution = conference.putObject("conferenceSolution");
        solution.putObject("key").put("type", "hangoutsMeet");
        solution.put("name", "Google Meet");
        conference.put("conferenceId", code);
        event.data.put("hangoutLink", uri);
    }
}
