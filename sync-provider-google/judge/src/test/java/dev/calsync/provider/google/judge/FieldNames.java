package dev.calsync.provider.google.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads a {@code fields} parameter and finds the names in it that a shape does not have. */
final class FieldNames {
    private final String text;
    private final List<String> faults = new ArrayList<>();
    private int at;

    private FieldNames(String text) {
        this.text = text;
    }

    static List<String> faults(String text, Shape shape) {
        FieldNames names = new FieldNames(text);
        names.list(shape);
        if (names.at < text.length()) {
            names.faults.add("fields cannot be read from " + text.substring(names.at));
        }
        return names.faults;
    }

    private void list(Shape shape) {
        do {
            path(shape);
        } while (accept(','));
    }

    private void path(Shape shape) {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '*')) {
            at++;
        }
        Shape inner = member(shape, text.substring(start, at));
        if (accept('/')) {
            path(inner);
        } else if (accept('(')) {
            list(inner);
            if (!accept(')')) {
                faults.add("fields has an open bracket");
            }
        }
    }

    private Shape member(Shape shape, String name) {
        if (shape instanceof Shape.Many many) {
            return member(many.elements(), name);
        }
        if (shape instanceof Shape.Free free) {
            return free.values();
        }
        if (shape instanceof Shape.Known known) {
            Supplier<Shape> inner = known.members().get(name);
            if (inner != null) {
                return inner.get();
            }
            if (!name.equals("*")) {
                faults.add("fields: " + known.name() + " has no " + name);
            }
        }
        return new Shape.Anything();
    }

    private boolean accept(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }
}
