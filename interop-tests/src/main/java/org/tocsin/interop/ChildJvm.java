package org.tocsin.interop;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A JVM like this one, running `tocsin` or another main: same Java, same class path but for tests, same flags but for
/// heap, agents, and what only quickens a test's own short life.
public final class ChildJvm {
    private static final String MAIN = "org.tocsin.cli.TocsinMain";
    private static final List<String> NOT_INHERITED = List.of(
            "-Xmx",
            "-Xms",
            "-javaagent",
            "-agentlib",
            "-Dsurefire",
            "-Dbasedir",
            "-Dtocsin.terminal",
            "-XX:AOTCacheOutput",
            "-XX:AOTConfiguration",
            "-XX:AOTMode",
            "-XX:TieredStopAtLevel");

    private ChildJvm() {}

    /// The command line that runs `tocsin`.
    static List<String> command(List<String> flags) {
        return command(flags, MAIN);
    }

    /// Starts a main of this class path. The child's standard error is this JVM's; a child that reads its standard
    /// input
    /// sees the end of it when this JVM ends.
    public static Process start(List<String> flags, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(command(flags, main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static List<String> command(List<String> flags, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (NOT_INHERITED.stream().noneMatch(flag::startsWith)) {
                command.add(flag);
            }
        }
        command.addAll(flags);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath()));
        command.add(main);
        return command;
    }

    /// This JVM's, but for the classes of tests: a JVM takes a cache of classes for a class path of jars only.
    static List<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).endsWith("test-classes"))
                .toList();
    }
}
