package org.tocsin.interop.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Surroundings;

/// What a node with hundreds of partners came to.
final class PeersResult {
    private static final double CPU_PERCENT_MUST = 5;
    private static final double CPU_PERCENT_GOAL = 3;
    private static final double BURST_SECONDS_MUST = 30;
    private static final double SLOWER_MUST = 2;
    /// What lies in windows towards and from two partners is bounded; more growth than that is no bound.
    private static final long HEAP_GROWTH_KIB_MUST = 32 * 1024;

    final List<Double> burstSeconds = new ArrayList<>();
    double heapKib;
    double nativeKib;
    double idleCpuPercent;
    long heapAloneKib;
    long heapBesideKib;
    volatile long greedySent;
    volatile double greedyBytesPerSecond;
    volatile long greedyReceipts;
    volatile Optional<String> greedyBroken = Optional.empty();
    private @Nullable Latencies receivedAlone;
    private @Nullable Latencies sentAlone;
    private @Nullable Latencies receivedBeside;
    private @Nullable Latencies sentBeside;

    Latencies receivedAlone(Surroundings surroundings) {
        var latencies = new Latencies(surroundings.clock());
        receivedAlone = latencies;
        return latencies;
    }

    Latencies sentAlone(Surroundings surroundings) {
        var latencies = new Latencies(surroundings.clock());
        sentAlone = latencies;
        return latencies;
    }

    Latencies receivedBeside(Surroundings surroundings) {
        var latencies = new Latencies(surroundings.clock());
        receivedBeside = latencies;
        return latencies;
    }

    Latencies sentBeside(Surroundings surroundings) {
        var latencies = new Latencies(surroundings.clock());
        sentBeside = latencies;
        return latencies;
    }

    Answer idle(int partners) {
        return Target.P7
                .answer(heapKib + nativeKib, 1, heapKib + nativeKib)
                .put("partners", partners)
                .put("heap_kib", Figures.rounded(heapKib))
                .put("native_kib", Figures.rounded(nativeKib))
                .put("cpu_percent", Figures.rounded(idleCpuPercent))
                .put("cpu_percent_must", CPU_PERCENT_MUST)
                .put("cpu_percent_goal", CPU_PERCENT_GOAL)
                .put("cpu_met", idleCpuPercent <= CPU_PERCENT_MUST)
                .put("cpu_goal_met", idleCpuPercent <= CPU_PERCENT_GOAL);
    }

    /// One record to all partners, until the last receipt is durable.
    Answer burst() {
        Spread seconds = Spread.of(burstSeconds);
        return Answer.of()
                .put("seconds", seconds.answer())
                .put("must", BURST_SECONDS_MUST)
                .put("met", seconds.max() <= BURST_SECONDS_MUST);
    }

    /// What the others noticed of the one who sends too much and the one who never reads.
    Answer beside() {
        if (receivedAlone == null || receivedBeside == null || sentAlone == null || sentBeside == null) {
            throw new IllegalStateException("not measured");
        }
        double received = receivedBeside.p99() / receivedAlone.p99();
        double sent = sentBeside.p99() / sentAlone.p99();
        long grown = heapBesideKib - heapAloneKib;
        return Answer.of()
                .put("received_alone", receivedAlone.answer())
                .put("received_beside", receivedBeside.answer())
                .put("received_p99_ratio", Figures.rounded(received))
                .put("sent_alone", sentAlone.answer())
                .put("sent_beside", sentBeside.answer())
                .put("sent_p99_ratio", Figures.rounded(sent))
                .put("must", SLOWER_MUST)
                .put("met", received <= SLOWER_MUST && sent <= SLOWER_MUST)
                .put("live_heap_alone_kib", heapAloneKib)
                .put("live_heap_beside_kib", heapBesideKib)
                .put("heap_flat", grown <= HEAP_GROWTH_KIB_MUST)
                .put("budget_bytes_per_second", Hub.PARTNER_BYTES_PER_SECOND)
                .put("greedy_bytes_per_second", Figures.rounded(greedyBytesPerSecond))
                .put("greedy_records_sent", greedySent)
                .put("greedy_receipts", greedyReceipts)
                .put("greedy_broken", greedyBroken);
    }
}
