package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
    private static List<String> split(String text) {
        return SqlScript.statements(text);
    }

    @Test
    void statements_endAtSemicolons() {
        assertEquals(List.of("SELECT 1", "SELECT 2", "SELECT 3"), split("SELECT 1;\n  SELECT 2 ;; \n;SELECT 3"));
        assertEquals(List.of(), split(" \n-- nothing\n ; "));
    }

    @Test
    void quotes_holdSemicolonsAndCommentsAndThemselves() {
        assertEquals(List.of("SELECT 'a;b''c;--d' x", "SELECT 2"), split("SELECT 'a;b''c;--d' x; SELECT 2"));
        assertEquals(List.of("SELECT 1 \"a;\"\"b/*\""), split("SELECT 1 \"a;\"\"b/*\";"));
        assertEquals(List.of("SELECT 1 `a;b`", "X"), split("SELECT 1 `a;b`; X"));
    }

    @Test
    void dollarQuotes_holdEverythingUpToTheSameTag() {
        assertEquals(List.of("DO $$ BEGIN a; 'x; END $$", "X"), split("DO $$ BEGIN a; 'x; END $$; X"));
        assertEquals(List.of("DO $f1$ a; $$ b; $$ $f1$", "X"), split("DO $f1$ a; $$ b; $$ $f1$; X"));
    }

    @Test
    void dollarsInNamesAndParameters_quoteNothing() {
        assertEquals(List.of("SELECT a$b, c$d", "SELECT $1, $2"), split("SELECT a$b, c$d; SELECT $1, $2;"));
    }

    @Test
    void comments_areLeftOut() {
        assertEquals(List.of("SELECT 1", "SELECT 2"), split("-- it's; one\nSELECT 1; -- two;\nSELECT 2 -- end"));
        assertEquals(
                List.of("SELECT   1"),
                split("/* a; 'b */SELECT /* c /* nested; */ d; */ 1;").stream()
                        .map(statement -> statement.replaceAll(" {3,}", "   "))
                        .toList());
    }

    @Test
    void whatHasNoEnd_isRefusedWithItsLine() {
        for (String text : List.of("SELECT 1;\nSELECT 'a;", "a;\n$x$ b; $y$", "\n/* a /* b */")) {
            String told = assertThrows(IllegalArgumentException.class, () -> split(text))
                    .getMessage();
            assertTrue(told.contains("line 2"), told);
        }
    }
}
