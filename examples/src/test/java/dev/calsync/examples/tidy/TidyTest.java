package dev.calsync.examples.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The form of the whole repository: sizes and names, pages whose code runs and whose links lead somewhere. */
class TidyTest {
    private static final String UNFINISHED = "TO" + "DO";
    private static final String BROKEN = "FIX" + "ME";

    private final Path root = Tree.root();

    @TempDir
    private Path scratch;

    @Test
    void classesAndMethods_staySmallAndWellNamed() {
        List<Path> sources = Tree.mainSources(root);
        assertThat(sources).as("main sources seen").hasSizeGreaterThan(25);
        assertThat(SourceForm.faults(root, sources)).isEmpty();
    }

    @Test
    void codeInPages_isRegionOfRealSource() {
        List<Path> pages = pages();
        assertThat(pages).as("pages seen").contains(root.resolve("README.md"));
        assertThat(pages).flatMap(page -> Snippets.faults(root, page)).isEmpty();
    }

    @Test
    void linksInPages_leadSomewhere() {
        assertThat(pages()).flatMap(page -> Links.faults(root, page)).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        List<Path> texts = Tree.files(root, ".java", ".md", ".xml", ".sh", ".yml", ".sql", ".js", ".css", ".html");
        assertThat(texts).filteredOn(file -> isUnfinished(Tree.read(file))).isEmpty();
    }

    private static boolean isUnfinished(String text) {
        // iCalendar calls a task by the same word with a V before it.
        String own = text.replace("V" + UNFINISHED, "");
        return own.contains(UNFINISHED) || own.contains(BROKEN);
    }

    @Test
    void longMethodAndEmptyName_areRefused() throws IOException {
        Path source = write("OrderManager.java", "class OrderManager { void run() {" + "\n;".repeat(60) + "} }");
        assertThat(SourceForm.faults(scratch, List.of(source)))
                .anyMatch(fault -> fault.contains("OrderManager says nothing"))
                .anyMatch(fault -> fault.contains("run has 61 lines"));
    }

    @Test
    void longFile_isRefused() throws IOException {
        Path source = write("Long.java", "class Long {}\n" + "//\n".repeat(400));
        assertThat(SourceForm.faults(scratch, List.of(source)))
                .singleElement()
                .asString()
                .contains("401 lines");
    }

    @Test
    void blockThatDiffersFromItsSource_isRefusedWithTheLine() throws IOException {
        write("A.java", "class A {\n    // region use\n    int one;\n\n    int two;\n    // endregion use\n}\n");
        Path same = write("same.md", "<!-- snippet: A.java#use -->\n```java\nint one;\n\nint two;\n```\n");
        Path other = write("other.md", "<!-- snippet: A.java#use -->\n```java\nint one;\n\nint three;\n```\n");
        Path missing = write("missing.md", "<!-- snippet: A.java#gone -->\n```java\nint one;\n```\n");
        Path bare = write("bare.md", "text\n```java\nint one;\n```\n");
        assertThat(Snippets.faults(scratch, same)).isEmpty();
        assertThat(Snippets.faults(scratch, other)).singleElement().asString().contains("int three;", "int two;");
        assertThat(Snippets.faults(scratch, missing)).singleElement().asString().contains("no region gone");
        assertThat(Snippets.faults(scratch, bare)).singleElement().asString().contains("bare.md:2");
    }

    @Test
    void linkThatLeadsNowhere_isRefused() throws IOException {
        write("there.md", "# One heading\n");
        Path page =
                write("page.md", "[a](there.md) [b](there.md#one-heading) [c](gone.md) [d](there.md#two) `[e](x)`\n");
        assertThat(Links.faults(scratch, page))
                .hasSize(2)
                .anyMatch(fault -> fault.contains("gone.md"))
                .anyMatch(fault -> fault.contains("there.md#two"));
    }

    private List<Path> pages() {
        return Tree.files(root, ".md");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(scratch.resolve(name), text);
    }
}
