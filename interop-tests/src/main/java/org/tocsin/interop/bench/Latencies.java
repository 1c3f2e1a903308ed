package org.tocsin.interop.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.tocsin.cli.Answer;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// How long records took on their way, gathered while they arrive on many threads.
final class Latencies implements StandIn.Arrivals {
    private final InstantSource clock;
    private final Map<Digest, ConcurrentLinkedDeque<Instant>> arrivals = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Duration> taken = new ConcurrentLinkedDeque<>();

    Latencies(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void arrived(Team at, Digest leaf) {
        arrivals.computeIfAbsent(leaf, first -> new ConcurrentLinkedDeque<>()).add(clock.instant());
    }

    /// Arrivals of a record so far.
    int arrivals(Digest leaf) {
        return arrivals.getOrDefault(leaf, new ConcurrentLinkedDeque<>()).size();
    }

    /// Counts all arrivals of a record that left at an instant.
    void count(Digest leaf, Instant left) {
        for (Instant arrival : arrivals.getOrDefault(leaf, new ConcurrentLinkedDeque<>())) {
            taken.add(Duration.between(left, arrival));
        }
    }

    /// Counts what another one counted.
    void add(Latencies other) {
        taken.addAll(other.taken);
    }

    void count(Duration one) {
        taken.add(one);
    }

    /// In milliseconds: of a hundred, ninety-nine took no longer.
    double p99() {
        return percentile(99);
    }

    int count() {
        return taken.size();
    }

    double p50() {
        return percentile(50);
    }

    Answer answer() {
        return Answer.of()
                .put("count", count())
                .put("p50_ms", Figures.rounded(p50()))
                .put("p99_ms", Figures.rounded(p99()))
                .put("max_ms", Figures.rounded(percentile(100)));
    }

    private double percentile(int percent) {
        List<Duration> sorted = new ArrayList<>(taken);
        if (sorted.isEmpty()) {
            return -1;
        }
        sorted.sort(null);
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
    }
}
