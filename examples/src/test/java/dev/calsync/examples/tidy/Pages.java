package dev.calsync.examples.tidy;

import java.nio.file.Path;
import java.util.List;

/** What stands in the pages, for tests that compare it with what runs. */
public final class Pages {
    private Pages() {}

    /**
     * The lines of the block that follows {@code <!-- picture: NAME -->} in a page, the way they stand there.
     *
     * @throws IllegalArgumentException if there is no such picture
     */
    public static List<String> picture(String page, String name) {
        Path root = Tree.root();
        List<String> lines = Tree.read(root.resolve(page)).lines().toList();
        int from = lines.indexOf("<!-- picture: " + name + " -->");
        if (from < 0 || from + 1 >= lines.size() || !lines.get(from + 1).equals("```")) {
            throw new IllegalArgumentException(page + " has no picture " + name + ", or no block after it");
        }
        List<String> block = lines.subList(from + 2, lines.size());
        return block.subList(0, block.indexOf("```"));
    }
}
