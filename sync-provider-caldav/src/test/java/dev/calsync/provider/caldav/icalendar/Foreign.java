package dev.calsync.provider.caldav.icalendar;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes a resource look as if another client had written it: its own lines, components and ends of lines. */
final class Foreign {
    private Foreign() {}

    /** Adds lines and components that no edit concerns; each carries {@code MARK}. */
    static String dress(String text, long seed) {
        Random random = new Random(seed);
        StringBuilder out = new StringBuilder();
        for (String line : text.split("\r\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            out.append(line).append("\r\n");
            if (line.startsWith("PRODID")) {
                out.append("X-WR-CALNAME;X-P=MARK:mine\r\nMETHOD;X-MARK=1:PUBLISH\r\n");
                if (random.nextInt(2) == 0) {
                    out.append("BEGIN:VTIMEZONE\r\nTZID:MARK\r\nX-LIC-LOCATION:Europe/Paris\r\nEND:VTIMEZONE\r\n");
                }
            } else if (line.startsWith("DTSTAMP") && random.nextInt(2) == 0) {
                out.append("x-moz-MARK;X=1:a long line that was folded here\r\n\tMARK and goes on\r\n");
                out.append("COMMENT;LANGUAGE=de;ALTREP=\"http://MARK\":MARK\\, kept\r\n");
            } else if (line.equals("END:VALARM") && random.nextInt(3) == 0) {
                out.append("BEGIN:X-MARK\r\nX-MARK:1\r\nEND:X-MARK\r\n");
            } else if (line.equals("END:VEVENT") && random.nextInt(3) == 0) {
                out.append("BEGIN:VTODO\r\nUID:MARK\r\nSUMMARY:MARK\r\nEND:VTODO\r\n");
            }
        }
        return random.nextInt(3) == 0 ? out.toString().replace("\r\n", "\n") : out.toString();
    }

    /** The added lines outside events, in their order. */
    static List<String> marks(String text) {
        List<String> marks = new ArrayList<>();
        boolean event = false;
        for (String line : text.split("\r?\n", -1)) {
            event |= line.equals("BEGIN:VEVENT");
            if (!event && line.contains("MARK")) {
                marks.add(line);
            }
            event &= !line.equals("END:VEVENT");
        }
        return marks;
    }
}
