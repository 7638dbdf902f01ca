package dev.calsync.examples.tidy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links between the pages of the repository: the file exists, and so does the heading. */
final class Links {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^\\s*```.*?^\\s*```\\s*$");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.+?)\\s*#*\\s*$");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

    private Links() {}

    /** One sentence for each link that leads nowhere. */
    static List<String> faults(Path root, Path page) {
        List<String> faults = new ArrayList<>();
        String text = CODE.matcher(withoutBlocks(page)).replaceAll("");
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            String target = URLDecoder.decode(link.group(1), StandardCharsets.UTF_8);
            if (!ELSEWHERE.matcher(target).matches() && !leadsSomewhere(root, page, target)) {
                faults.add(Tree.slashed(root, page) + " links to " + target + ", which does not exist");
            }
        }
        return faults;
    }

    private static boolean leadsSomewhere(Path root, Path page, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        boolean there = file.startsWith(root) && Files.exists(file);
        boolean anchored = hash >= 0 && file.toString().endsWith(".md");
        return there && (!anchored || anchors(file).contains(target.substring(hash + 1)));
    }

    /** Headings the way GitHub names them. */
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(withoutBlocks(page));
        while (heading.find()) {
            String base = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            String anchor = base;
            for (int again = 1; !anchors.add(anchor); again++) {
                anchor = base + "-" + again;
            }
        }
        return anchors;
    }

    private static String withoutBlocks(Path page) {
        return BLOCK.matcher(Tree.read(page)).replaceAll("");
    }
}
