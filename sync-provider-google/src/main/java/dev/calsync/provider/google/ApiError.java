package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What the API says when it refuses. Its message is not kept: it may quote what was sent.
 *
 * @param status the HTTP status
 * @param reason the first error's reason, such as {@code rateLimitExceeded}; empty if none was given
 * @param domain that error's domain, such as {@code usageLimits}; empty if none was given
 * @param location which parameter or header it is about; empty if that was not said
 * @param retryAfter how long to wait, if the answer said so
 */
record ApiError(int status, String reason, String domain, String location, Optional<Duration> retryAfter) {
    private static final int MOST_CHARS = 80;

    /** Reads an error's body, in whatever shape it is. */
    static ApiError read(int status, Optional<Duration> retryAfter, Content body) {
        Reader reader = new Reader();
        try (JsonParser in = body.parser()) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                reader.answer(in);
            }
        } catch (IOException notJson) {
            // A gateway's page; the status has to do.
        }
        return new ApiError(status, reader.reason, reader.domain, reader.location, retryAfter);
    }

    /** The status, and the reason if there is one, for people. */
    String words() {
        return reason.isEmpty() ? String.valueOf(status) : status + " (" + reason + ")";
    }

    private static final class Reader {
        private String reason = "";
        private String domain = "";
        private String location = "";

        void answer(JsonParser in) throws IOException {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean error = in.currentName().equals("error");
                if (in.nextToken() == JsonToken.START_OBJECT && error) {
                    error(in);
                } else {
                    in.skipChildren();
                }
            }
        }

        private void error(JsonParser in) throws IOException {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                boolean list = in.nextToken() == JsonToken.START_ARRAY;
                if (list && (name.equals("errors") || name.equals("details"))) {
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        detail(in, name.equals("details"));
                    }
                } else {
                    in.skipChildren();
                }
            }
        }

        /** One of {@code errors}, or one of {@code details}, which says it more precisely if it has a reason. */
        private void detail(JsonParser in, boolean precise) throws IOException {
            String ownReason = "";
            String ownDomain = "";
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                String value = word(Json.text(in, ""));
                switch (name) {
                    case "reason" -> ownReason = value;
                    case "domain" -> ownDomain = value;
                    case "location" -> location = location.isEmpty() ? value : location;
                    default -> {}
                }
            }
            if (!ownReason.isEmpty() && (reason.isEmpty() || (precise && GoogleErrors.isPrecise(ownReason)))) {
                reason = ownReason;
                domain = ownDomain;
            }
        }

        /** A reason is a word; what is none is not passed on. */
        private static String word(String value) {
            return value.length() <= MOST_CHARS
                            && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0)
                    ? value
                    : "";
        }
    }
}
