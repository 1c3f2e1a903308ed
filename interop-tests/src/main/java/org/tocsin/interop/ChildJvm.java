package org.tocsin.interop;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a JVM like this one, running `tocsin`: same Java, same class path, same flags but for heap and
/// agents.
final class ChildJvm {
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
            "-XX:AOTMode");

    private ChildJvm() {}

    static List<String> command(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (NOT_INHERITED.stream().noneMatch(flag::startsWith)) {
                command.add(flag);
            }
        }
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        return command;
    }
}
