package dev.calsync.examples.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code shown in a page is a region of a source that is compiled and run: a comment {@code snippet: FILE#REGION} stands on
 * the line before the block, and {@code region REGION} … {@code endregion REGION} comments stand in the file.
 */
final class Snippets {
    private static final Pattern MARK = Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->");
    private static final Pattern FENCE = Pattern.compile("```(\\w*)\\s*");
    private static final Pattern BORDER = Pattern.compile("\\s*(?://|#|--|<!--)\\s*(region|endregion) (\\S+).*");

    private Snippets() {}

    /** One sentence for each block of a page that is not what its source says. */
    static List<String> faults(Path root, Path page) {
        List<String> faults = new ArrayList<>();
        List<String> lines = Tree.read(page).lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (fence.matches()) {
                int end = endOfBlock(lines, at);
                String where = Tree.slashed(root, page) + ":" + (at + 1) + " ";
                Matcher mark = MARK.matcher(at == 0 ? "" : lines.get(at - 1));
                if (mark.matches()) {
                    compare(root, mark.group(1), mark.group(2), lines.subList(at + 1, end))
                            .ifPresent(fault -> faults.add(where + fault));
                } else if (fence.group(1).equals("java")) {
                    faults.add(where
                            + "java block without a comment <!-- snippet: path/to/File.java#region --> before it");
                }
                at = end;
            }
        }
        return faults;
    }

    private static int endOfBlock(List<String> lines, int start) {
        int end = start + 1;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
            end++;
        }
        return end;
    }

    private static Optional<String> compare(Path root, String file, String region, List<String> shown) {
        Path source = root.resolve(file).normalize();
        if (!source.startsWith(root) || !Files.isRegularFile(source)) {
            return Optional.of("shows " + file + ", which does not exist");
        }
        Optional<List<String>> found = region(Tree.read(source).lines().toList(), region);
        if (found.isEmpty()) {
            return Optional.of(file + " has no region " + region + " that opens and closes once");
        }
        List<String> real = flushLeft(found.get());
        if (real.equals(flushLeft(shown))) {
            return Optional.empty();
        }
        return Optional.of("differs from " + file + "#" + region + "; the block should read:\n"
                + String.join("\n", real) + "\n" + firstDifference(real, flushLeft(shown)));
    }

    /** The lines between the borders of a region, without the borders of regions inside it. */
    static Optional<List<String>> region(List<String> lines, String name) {
        List<String> found = new ArrayList<>();
        int opened = 0;
        int closed = 0;
        for (String line : lines) {
            Matcher border = BORDER.matcher(line);
            if (border.matches()) {
                boolean own = border.group(2).equals(name);
                opened += own && border.group(1).equals("region") ? 1 : 0;
                closed += own && border.group(1).equals("endregion") ? 1 : 0;
            } else if (opened > closed) {
                found.add(line);
            }
        }
        return opened == 1 && closed == 1 ? Optional.of(found) : Optional.empty();
    }

    /** Without the indentation that all lines share, trailing blanks, and blank lines at both ends. */
    static List<String> flushLeft(List<String> lines) {
        return String.join("\n", lines)
                .stripIndent()
                .lines()
                .map(String::stripTrailing)
                .reduce("", (text, line) -> text + "\n" + line)
                .replaceAll("^\\n+|\\n+$", "")
                .lines()
                .toList();
    }

    private static String firstDifference(List<String> real, List<String> shown) {
        for (int line = 0; line < Math.max(real.size(), shown.size()); line++) {
            String is = line < real.size() ? real.get(line) : "(end)";
            String was = line < shown.size() ? shown.get(line) : "(end)";
            if (!is.equals(was)) {
                return "first difference, line " + (line + 1) + ":\n  source: " + is + "\n  page:   " + was;
            }
        }
        return "";
    }
}
