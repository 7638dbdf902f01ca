package dev.calsync.examples.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** How long classes and methods may be and what classes may not be called, read from the parsed source. */
final class SourceForm {
    static final int MOST_FILE_LINES = 399;
    static final int MOST_METHOD_LINES = 50;

    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Impl|Manager|Helper|Helpers|Util|Utils|Data|Info)");

    private SourceForm() {}

    /** One sentence for each breach, empty when all is well. */
    static List<String> faults(Path root, List<Path> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> faults = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String name = Tree.slashed(root, Path.of(unit.getSourceFile().toUri()));
                long lines =
                        Tree.read(Path.of(unit.getSourceFile().toUri())).lines().count();
                if (lines > MOST_FILE_LINES) {
                    faults.add(name + " has " + lines + " lines; split it below " + (MOST_FILE_LINES + 1));
                }
                new Scanner(name, unit, positions, faults).scan(unit, null);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return faults;
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final String file;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> faults;

        Scanner(String file, CompilationUnitTree unit, SourcePositions positions, List<String> faults) {
            this.file = file;
            this.unit = unit;
            this.positions = positions;
            this.faults = faults;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            String name = type.getSimpleName().toString();
            if (EMPTY_NAME.matcher(name).matches()) {
                faults.add(file + ": " + name + " says nothing; name what it is");
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            LineMap lines = unit.getLineMap();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            if (method.getBody() != null && start >= 0 && end >= 0) {
                long length = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
                if (length > MOST_METHOD_LINES) {
                    faults.add(file + ":" + lines.getLineNumber(start) + " " + method.getName() + " has " + length
                            + " lines; at most " + MOST_METHOD_LINES);
                }
            }
            return super.visitMethod(method, null);
        }
    }
}
