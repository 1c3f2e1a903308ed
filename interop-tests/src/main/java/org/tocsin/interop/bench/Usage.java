package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a process has used so far. Processor time comes in steps of 10 ms, as the operating system counts it.
record Usage(Duration cpu, long residentKib) {
    private static final String RESIDENT = "VmRSS:";

    static Usage of(long pid) throws IOException {
        Duration cpu = ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IOException("no process " + pid + ", or nobody says what it used"));
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(RESIDENT)) {
                return new Usage(cpu, Long.parseLong(line.replaceAll("[^0-9]", "")));
            }
        }
        throw new IOException("process " + pid + " has no memory");
    }

    /// Microseconds of processor time since an earlier look, shared among so many.
    double cpuMicrosSince(Usage before, long among) {
        return cpu.minus(before.cpu).toNanos() / 1_000.0 / among;
    }
}
