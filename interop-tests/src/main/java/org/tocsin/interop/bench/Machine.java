package org.tocsin.interop.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.tocsin.cli.Answer;

/// What was measured on, and what else ran on it.
final class Machine {
    private Machine() {}

    /// Processes that ran or waited for a processor, on average over the last minute.
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /// @param nodeFlags of the nodes' JVMs, beyond this one's
    static Answer answer(List<String> nodeFlags, double loadBefore) {
        return Answer.of()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", Runtime.version().toString())
                .put(
                        "jvm_flags",
                        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                                .filter(flag -> flag.startsWith("-X") || flag.startsWith("--"))
                                .toList())
                .put("node_options", nodeFlags)
                .put("load_before", Figures.rounded(loadBefore))
                .put("load_after", Figures.rounded(load()));
    }
}
