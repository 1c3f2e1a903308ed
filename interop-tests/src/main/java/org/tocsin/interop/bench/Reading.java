package org.tocsin.interop.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.cli.Answer;

/// One measurement: how many a second, and the processor time that each process spent on one, in microseconds.
record Reading(double rate, Map<String, Double> cpuMicros) {
    Reading {
        cpuMicros = Map.copyOf(cpuMicros);
    }

    /// The process that publishes: it measures, and is not measured.
    static final String PUBLISHER = "publisher";

    /// Microseconds of all processes together that are measured.
    double cpuMicrosInAll() {
        return cpuMicros.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(PUBLISHER))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    static double medianCpu(List<Reading> readings) {
        return Spread.of(readings.stream().map(Reading::cpuMicrosInAll).toList())
                .median();
    }

    /// For people: a line of a table.
    static Answer row(String name, List<Reading> readings) {
        Spread rate = Spread.of(readings.stream().map(Reading::rate).toList());
        Answer row = Answer.of()
                .put("measured", name)
                .put("per_second", Math.round(rate.median()))
                .put("min", Math.round(rate.min()))
                .put("max", Math.round(rate.max()))
                .put("cpu_us", Figures.rounded(medianCpu(readings)));
        var shares = new StringBuilder();
        for (String process : new TreeMap<>(readings.getFirst().cpuMicros).keySet()) {
            shares.append(shares.isEmpty() ? "" : ", ")
                    .append(process)
                    .append(' ')
                    .append(Figures.rounded(cpu(process, readings).median()));
        }
        return row.put("of_that", shares.toString());
    }

    private static Spread cpu(String process, List<Reading> readings) {
        return Spread.of(readings.stream()
                .map(reading -> reading.cpuMicros.getOrDefault(process, 0.0))
                .toList());
    }

    static double medianRate(List<Reading> readings) {
        return Spread.of(readings.stream().map(Reading::rate).toList()).median();
    }

    static Answer answer(List<Reading> readings) {
        Answer cpu = Answer.of();
        for (String process : new TreeMap<>(readings.getFirst().cpuMicros).keySet()) {
            cpu.put(process, cpu(process, readings).answer());
        }
        return Answer.of()
                .put(
                        "rate",
                        Spread.of(readings.stream().map(Reading::rate).toList()).answer())
                .put("cpu_us", cpu)
                .put("cpu_us_in_all", Figures.rounded(medianCpu(readings)));
    }
}
