package dev.calsync.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** What is told on the terminal: numbered chapters with lines below. What a line claims is checked first. */
final class Story {
    private final PrintStream out;
    private int chapters;

    Story(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        chapters++;
        out.println();
        out.printf(Locale.ROOT, "%2d  %s%n", chapters, title);
    }

    /** A line: whom it is about, and what there is to say. May be called from any thread. */
    void tell(String who, String what) {
        out.printf(Locale.ROOT, "    %-9s %s%n", who, what);
    }

    void plain(String line) {
        out.println(line);
    }

    /** @throws IllegalStateException unless it is so, and then the example fails */
    void check(boolean so, String claim) {
        if (!so) {
            throw new IllegalStateException("chapter " + chapters + ": it is not so that " + claim);
        }
    }
}
