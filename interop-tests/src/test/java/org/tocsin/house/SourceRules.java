package org.tocsin.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The rules that are read from sources: sizes, package descriptions, words in comments.
final class SourceRules {
    static final int FILE_LINES_MAX = 400;
    static final int METHOD_LINES_MAX = 60;

    private static final Pattern FIRST_SENTENCE = Pattern.compile("(?s)\\A/// [\\p{L}`].*?[.]\\R.*");
    private static final Pattern NAKED_MARK = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    private static final Pattern SPOKEN_SQL = Pattern.compile(
            "(?i)\"\\s*(select\\s.+\\sfrom\\s|insert\\s+into\\s|delete\\s+from\\s|update\\s+\\w+\\s+set\\s|create\\s+table\\s)");

    private final List<Path> sources;

    /// @param roots directories of sources, each a root of packages
    SourceRules(List<Path> roots) {
        this.sources = roots.stream().flatMap(SourceRules::javaFiles).toList();
    }

    List<Path> sources() {
        return sources;
    }

    List<String> longFiles() {
        return sources.stream()
                .filter(source -> lines(source).size() > FILE_LINES_MAX)
                .map(source -> source.getFileName() + " has " + lines(source).size() + " lines")
                .toList();
    }

    /// Methods and lambdas count with their whole text, from the first annotation to the last brace.
    List<String> longMethods() throws IOException {
        List<String> found = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new MethodSizes(trees, unit, found).scan(unit, null);
            }
        }
        return found;
    }

    /// Packages without a `package-info.java` that is `@NullMarked` and says in its first sentence what the room is
    /// for.
    List<String> undescribedPackages() {
        TreeSet<Path> directories = new TreeSet<>();
        sources.forEach(source -> directories.add(source.toAbsolutePath().getParent()));
        return directories.stream()
                .filter(directory -> {
                    Path info = directory.resolve("package-info.java");
                    String text = Files.exists(info) ? String.join("\n", lines(info)) : "";
                    return !text.contains("@NullMarked")
                            || !FIRST_SENTENCE.matcher(text).matches();
                })
                .map(Path::toString)
                .toList();
    }

    List<String> nakedMarks() {
        return matching(NAKED_MARK, source -> true);
    }

    List<String> spokenSql() {
        return matching(SPOKEN_SQL, source -> {
            String path = source.toString().replace('\\', '/');
            return !path.contains("/node/store/") && !path.endsWith("Table.java");
        });
    }

    private List<String> matching(Pattern pattern, java.util.function.Predicate<Path> where) {
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            List<String> lines = lines(source);
            for (int i = 0; where.test(source) && i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    found.add(source.getFileName() + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private static Stream<Path> javaFiles(Path root) {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path source) {
        try {
            return Files.readAllLines(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Walks one file.
    private static final class MethodSizes extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Trees trees;
        private final CompilationUnitTree unit;
        private final List<String> found;

        MethodSizes(Trees trees, CompilationUnitTree unit, List<String> found) {
            this.trees = trees;
            this.unit = unit;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            if (!(getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner)
                    || !owner.getSimpleName().isEmpty()) {
                measure(method, method.getName().toString());
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, @Nullable Void nothing) {
            measure(lambda, "a lambda");
            return super.visitLambdaExpression(lambda, null);
        }

        private void measure(com.sun.source.tree.Tree tree, String name) {
            long from =
                    unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
            long to = unit.getLineMap().getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
            if (to - from + 1 > METHOD_LINES_MAX) {
                found.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": " + name + " has "
                        + (to - from + 1) + " lines");
            }
        }
    }
}
