package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a process has used so far. Processor time comes in steps of 10 ms, as the operating system counts it.
record Usage(Duration cpu, long residentKib, long peakKib) {

    static Usage of(long pid) throws IOException {
        Duration cpu = ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IOException("no process " + pid + ", or nobody says what it used"));
        long resident = 0;
        long peak = 0;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = number(line);
            } else if (line.startsWith("VmHWM:")) {
                peak = number(line);
            }
        }
        return new Usage(cpu, resident, peak);
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    /// Microseconds of processor time since an earlier look, shared among so many.
    double cpuMicrosSince(Usage before, long among) {
        return cpu.minus(before.cpu).toNanos() / 1_000.0 / among;
    }
}
