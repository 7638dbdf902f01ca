package dev.calsync.provider.graph.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds the recorded form of an object against a type: names, kinds, words of enumerations. */
final class FormJudge {

    /** Where Graph itself leaves an offset out. */
    private static final String LOCAL_DATE_OF_ERRORS = "innerError.date";

    private final TypeBook book;
    private final Set<String> faults = new TreeSet<>();

    FormJudge(TypeBook book) {
        this.book = book;
    }

    /** What was found wrong, each thing once. */
    Set<String> faults() {
        return faults;
    }

    /** Notes every fault of the form; what comes of a type that the book does not know is let through. */
    void check(String typeName, JsonNode form, String where) {
        Map<String, Kind> properties = book.properties(typeName);
        // A type without properties of its own is open: whatever it holds is named elsewhere.
        if (properties == null || properties.isEmpty()) {
            return;
        }
        if (!form.isObject()) {
            fault(where, "is no " + typeName);
            return;
        }
        for (Map.Entry<String, JsonNode> field : form.properties()) {
            String name = field.getKey();
            if (name.indexOf('@') >= 0) {
                continue;
            }
            Kind kind = properties.get(name);
            if (kind == null) {
                fault(where, "knows no " + name + " of " + typeName);
            } else {
                value(kind, field.getValue(), where + "." + name);
            }
        }
    }

    /** Notes names that the type does not have. */
    void checkNames(String typeName, List<String> names, String where) {
        Map<String, Kind> properties = book.properties(typeName);
        for (String name : properties == null ? List.<String>of() : names) {
            if (!properties.containsKey(name)) {
                fault(where, "knows no " + name + " of " + typeName);
            }
        }
    }

    private void value(Kind kind, JsonNode form, String where) {
        if (form.asText().equals("#null")) {
            return;
        }
        if (!kind.list()) {
            single(kind, form, where);
        } else if (form.isArray()) {
            form.forEach(each -> single(kind, each, where + "[]"));
        } else {
            fault(where, "expects a list");
        }
    }

    private void single(Kind kind, JsonNode form, String where) {
        if (kind.base().equals("object")) {
            check(String.valueOf(kind.typeName()), form, where);
            return;
        }
        if (!form.isTextual()) {
            if (!kind.base().equals("any")) {
                fault(where, "expects " + kind.base());
            }
            return;
        }
        String mark = form.textValue();
        String wrong = wrong(kind, mark, where);
        if (wrong != null) {
            fault(where, wrong);
        }
    }

    private static @Nullable String wrong(Kind kind, String mark, String where) {
        boolean text = mark.startsWith("=")
                || Set.of("#text", "#instant", "#local", "#date", "#guid").contains(mark);
        boolean fits = switch (kind.base()) {
            case "string" -> text;
            case "boolean" -> mark.equals("#boolean");
            case "int" -> mark.equals("#int");
            case "long" -> mark.equals("#int") || mark.equals("#long");
            case "double" -> Set.of("#int", "#long", "#double").contains(mark);
            case "instant" -> mark.equals("#instant") || mark.equals("#local") && where.endsWith(LOCAL_DATE_OF_ERRORS);
            case "date" -> mark.equals("#date");
            case "guid" -> mark.equals("#guid");
            case "enum" -> mark.startsWith("=") && words(kind, mark.substring(1));
            default -> true;
        };
        return fits ? null : "expects " + (kind.base().equals("enum") ? kind.words() : kind.base()) + ", found " + mark;
    }

    private static boolean words(Kind kind, String word) {
        return kind.words().contains(word);
    }

    private void fault(String where, String what) {
        faults.add(where + ": " + book.name() + " " + what);
    }
}
