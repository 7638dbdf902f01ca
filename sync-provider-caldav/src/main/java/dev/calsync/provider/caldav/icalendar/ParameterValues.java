package dev.calsync.provider.caldav.icalendar;

/** Parameter values: quotes (RFC 5545 section 3.2) and the caret escapes of RFC 6868. */
final class ParameterValues {
    private ParameterValues() {}

    static String decode(String raw) {
        String bare = raw;
        if (raw.startsWith("\"")) {
            int close = raw.indexOf('"', 1);
            bare = raw.substring(1, close < 0 ? raw.length() : close);
        }
        return bare.indexOf('^') < 0 ? bare : uncaret(bare);
    }

    private static String uncaret(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char escaped = c == '^' && at + 1 < text.length() ? decoded(text.charAt(at + 1)) : 0;
            // A caret that escapes nothing stands for itself.
            out.append(escaped == 0 ? c : escaped);
            at += escaped == 0 ? 1 : 2;
        }
        return out.toString();
    }

    private static char decoded(char next) {
        return switch (next) {
            case 'n' -> '\n';
            case '\'' -> '"';
            case '^' -> '^';
            default -> 0;
        };
    }

    static String encode(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2);
        String clean = TextValues.clean(value);
        boolean quote = !clean.equals(clean.strip());
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '^' -> out.append("^^");
                case '"' -> out.append("^'");
                case '\n' -> out.append("^n");
                // The RFC asks for quotes for the first three; some parsers trip over the others too.
                case ';', ':', ',', '=', '\\', '\t' -> {
                    quote = true;
                    out.append(c);
                }
                default -> out.append(c);
            }
        }
        return quote ? out.insert(0, '"').append('"').toString() : out.toString();
    }
}
