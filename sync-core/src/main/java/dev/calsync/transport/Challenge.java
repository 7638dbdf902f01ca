package dev.calsync.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way to log in that a server offers (RFC 9110 section 11.6.1). Several may stand in one header, divided by the same
 * commas that divide their parameters.
 *
 * @param scheme in lower case, such as {@code digest}
 * @param parameters by name in lower case, unquoted
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int MAX_CHALLENGES = 16;
    private static final int MAX_PARAMETERS = 32;

    /** Those that can be read; what makes no sense ends its header. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> found = new ArrayList<>();
        for (String header : headers) {
            new Reader(header).read(found);
        }
        return found;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void read(List<Challenge> found) {
            while (found.size() <= MAX_CHALLENGES) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    return;
                }
                skip(" \t");
                if (peek() != '=') {
                    found.add(new Challenge(word.toLowerCase(Locale.ROOT), new HashMap<>()));
                } else if (!parameter(word, found)) {
                    return;
                }
            }
        }

        private boolean parameter(String name, List<Challenge> found) {
            at++;
            skip(" \t");
            if (found.isEmpty()) {
                return false;
            }
            if (peek() == '=' || peek() == ',' || at >= text.length()) {
                // That was no parameter but the padding of a token68, as Negotiate has.
                skip("=");
                return true;
            }
            String value = peek() == '"' ? quoted() : token();
            Map<String, String> parameters = found.get(found.size() - 1).parameters();
            if (parameters.size() < MAX_PARAMETERS) {
                parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
            return true;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String quoted() {
            StringBuilder out = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                out.append(text.charAt(at));
            }
            at++;
            return out.toString();
        }
    }
}
