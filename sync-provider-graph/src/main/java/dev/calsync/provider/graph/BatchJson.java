package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches ({@code POST /$batch}): calls go out under a number, and answers come back under it in any order. */
final class BatchJson {
    private final String what;
    private final boolean credentialsSent;
    private final TimeSource time;

    private BatchJson(String what, boolean credentialsSent, TimeSource time) {
        this.what = what;
        this.credentialsSent = credentialsSent;
        this.time = time;
    }

    static byte[] write(List<ApiCall> calls) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("requests");
            for (int i = 0; i < calls.size(); i++) {
                write(out, i, calls.get(i));
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, int number, ApiCall call) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", Integer.toString(number));
        out.writeStringField("method", call.method());
        out.writeStringField("url", call.target());
        out.writeObjectFieldStart("headers");
        out.writeStringField("Prefer", GraphClient.PREFERENCES);
        if (call.expected() != null) {
            out.writeStringField("If-Match", "W/" + call.expected().value());
        }
        byte[] body = call.body();
        if (body != null) {
            out.writeStringField("Content-Type", "application/json");
        }
        out.writeEndObject();
        if (body != null) {
            Json.raw(out, "body", new String(body, StandardCharsets.UTF_8));
        }
        out.writeEndObject();
    }

    /** An answer for each call, in the order of the calls. One that is missing is like one that was lost. */
    static List<ApiAnswer> read(
            JsonParser in, List<ApiCall> calls, String what, boolean credentialsSent, TimeSource time)
            throws IOException {
        BatchJson batch = new BatchJson(what, credentialsSent, time);
        @Nullable ApiAnswer[] found = new ApiAnswer[calls.size()];
        in.nextToken();
        Json.object(in, name -> {
            if (name.equals("responses")) {
                Json.objects(in, () -> batch.one(in, found));
            } else {
                in.skipChildren();
            }
        });
        ApiAnswer lost = new ApiAnswer(what, 504, ApiPage.EMPTY, null, credentialsSent);
        List<ApiAnswer> answers = new ArrayList<>(calls.size());
        Arrays.asList(found).forEach(answer -> answers.add(answer == null ? lost : answer));
        return answers;
    }

    /** What one response is made of, in whatever order it says so. */
    private static final class Parts {
        private int number = -1;
        private int status;
        private @Nullable Duration pause;
        private ApiPage page = ApiPage.EMPTY;
    }

    private void one(JsonParser in, @Nullable ApiAnswer[] found) throws IOException {
        Parts parts = new Parts();
        Json.object(in, name -> {
            switch (name) {
                case "id" -> parts.number = number(Json.text(in, ""));
                case "status" -> parts.status = Json.number(in);
                case "headers" -> parts.pause = pause(in);
                case "body" -> parts.page = body(in);
                default -> in.skipChildren();
            }
        });
        if (parts.number >= 0 && parts.number < found.length && found[parts.number] == null) {
            found[parts.number] = new ApiAnswer(what, parts.status, parts.page, parts.pause, credentialsSent);
        }
    }

    private static ApiPage body(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return ApiPage.EMPTY;
        }
        return ApiPage.current(in);
    }

    private static int number(String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private @Nullable Duration pause(JsonParser in) throws IOException {
        String[] found = {""};
        Json.object(in, header -> {
            if (header.equalsIgnoreCase("Retry-After")) {
                found[0] = Json.text(in, "").strip();
            } else {
                in.skipChildren();
            }
        });
        return pause(found[0]);
    }

    /** Seconds or a date (RFC 9110 section 10.2.3); null if it is neither. */
    private @Nullable Duration pause(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return GraphErrors.clamped(
                        Duration.ofSeconds(text.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(text)));
            }
            Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            return GraphErrors.clamped(Duration.between(time.now(), until));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
