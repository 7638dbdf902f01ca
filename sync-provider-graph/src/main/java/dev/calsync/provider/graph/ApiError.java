package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What Graph says went wrong: the codes of an {@code error} object, from the outside in, in lower case, because their case
 * varies from one part of the service to the next. Its messages are not kept: they quote what was sent.
 *
 * @param codes empty if the answer was no such object
 */
record ApiError(Set<String> codes) {
    static final ApiError NONE = new ApiError(Set.of());

    private static final int MOST_CODES = 4;

    ApiError {
        codes = Collections.unmodifiableSet(new LinkedHashSet<>(codes));
    }

    /** The parser stands at the error object's start, and afterwards at its end. */
    static ApiError read(JsonParser in) throws IOException {
        Set<String> codes = new LinkedHashSet<>();
        collect(in, codes);
        return new ApiError(codes);
    }

    private static void collect(JsonParser in, Set<String> codes) throws IOException {
        Json.object(in, name -> {
            switch (name) {
                case "code" -> {
                    String code = Json.text(in, "").toLowerCase(Locale.ROOT);
                    if (codes.size() < MOST_CODES && code.matches("[a-z0-9_.]{1,80}")) {
                        codes.add(code);
                    }
                }
                case "innerError", "innererror" -> collect(in, codes);
                default -> in.skipChildren();
            }
        });
    }

    boolean is(String code) {
        return codes.contains(code);
    }

    boolean mentions(String part) {
        return codes.stream().anyMatch(code -> code.contains(part));
    }

    /** The outermost code in parentheses, for messages; empty if there is none. */
    String shown() {
        return codes.isEmpty() ? "" : " (" + codes.iterator().next() + ")";
    }
}
