package org.tocsin.interop.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.cli.Answer;

/// What the rounds of an exchange came to.
final class ExchangeResult {
    /// What the prototype of the bare steps reached, in its own runs, beside the echo of the same run.
    private static final double BARE_OF_ECHO_LEAST = 1.27;

    private static final double BARE_OF_ECHO_MOST = 1.43;

    final List<Reading> echo = new ArrayList<>();
    final List<Reading> warmEcho = new ArrayList<>();
    final List<Reading> ack = new ArrayList<>();
    final List<Reading> batches = new ArrayList<>();
    final List<Reading> bare = new ArrayList<>();
    final List<Reading> syncs = new ArrayList<>();
    final List<Reading> publishing = new ArrayList<>();
    final List<Reading> delivery = new ArrayList<>();
    final List<Reading> whole = new ArrayList<>();
    final List<Reading> bundleEcho = new ArrayList<>();
    final List<Reading> bundleDelivery = new ArrayList<>();
    final List<Double> release = new ArrayList<>();
    private final List<Double> authorAllocation = new ArrayList<>();
    private final List<Double> receiverAllocation = new ArrayList<>();
    private Map<String, Long> residentKib = Map.of();
    private double wireBytes;
    private long rawBytes;
    private long authorBytes;
    private long receiverBytes;

    void resident(long author, long receiver) {
        residentKib = Map.of("author", author, "receiver", receiver);
    }

    /// Bytes of heap that a record took at each node while it was delivered.
    void allocated(double author, double receiver) {
        authorAllocation.add(author);
        receiverAllocation.add(receiver);
    }

    /// Bytes a record, both ways.
    void bytesOnWire(double each) {
        wireBytes = each;
    }

    /// @param raw as published; the others are what the databases grew by
    void bytesOnDisk(long raw, long author, long receiver) {
        rawBytes = raw;
        authorBytes = author;
        receiverBytes = receiver;
    }

    /// The targets that were measured, in their order.
    Map<Target, Answer> targets() {
        Map<Target, Answer> targets = new EnumMap<>(Target.class);
        ratio(targets, Target.P1, delivery, echo);
        targets.computeIfPresent(Target.P1, (target, answer) -> answer.put("of_bare", ofBare()));
        ratio(targets, Target.P1B, whole, echo);
        ratio(targets, Target.P2, delivery, batches);
        ratio(targets, Target.P3, bundleDelivery, bundleEcho);
        if (rawBytes > 0 && !delivery.isEmpty()) {
            long larger = Math.max(authorBytes, receiverBytes);
            targets.put(Target.P9, Target.P9.answer((double) larger, (double) rawBytes, (double) larger / rawBytes));
        }
        if (!release.isEmpty()) {
            double micros = Spread.of(release).median();
            targets.put(Target.P10, Target.P10.answer(micros, 1, micros));
        }
        return targets;
    }

    /// Delivery beside the steps that it cannot do without. What P1 asks for is a share of the echo, and was set where
    /// the bare steps ran at 1.27 to 1.43 of it: that share of them is asked for here.
    private Answer ofBare() {
        Spread share = ratios(delivery, bare);
        return Answer.of()
                .put("ratio", Figures.rounded(share.median()))
                .put("ratios", share.answer())
                .put("cpu_ratio", Figures.rounded(Reading.medianCpu(bare) / Reading.medianCpu(delivery)))
                .put("bare_of_echo", Figures.rounded(ratios(bare, echo).median()))
                .put("must_low", Figures.rounded(Target.P1.must() / BARE_OF_ECHO_MOST))
                .put("must_high", Figures.rounded(Target.P1.must() / BARE_OF_ECHO_LEAST));
    }

    private static Spread ratios(List<Reading> product, List<Reading> baseline) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < product.size(); round++) {
            ratios.add(product.get(round).rate() / baseline.get(round).rate());
        }
        return Spread.of(ratios);
    }

    /// Round by round, and then the median: what else runs on the machine changes from round to round.
    private static void ratio(
            Map<Target, Answer> targets, Target target, List<Reading> product, List<Reading> baseline) {
        if (product.isEmpty()) {
            return;
        }
        Spread spread = ratios(product, baseline);
        targets.put(
                target,
                target.answer(Reading.medianRate(product), Reading.medianRate(baseline), spread.median())
                        .put("ratios", spread.answer())
                        .put("cpu_ratio", Figures.rounded(Reading.medianCpu(baseline) / Reading.medianCpu(product))));
    }

    /// All readings of the baselines, by name.
    Map<String, List<Reading>> raw() {
        return measured(
                Map.entry("echo", echo),
                Map.entry("echo_warm", warmEcho),
                Map.entry("ack16", ack),
                Map.entry("batch64", batches),
                Map.entry("bare", bare),
                Map.entry("fdatasync", syncs),
                Map.entry("bundle_echo", bundleEcho));
    }

    /// All readings of the node, by name.
    Map<String, List<Reading>> product() {
        return measured(
                Map.entry("publishing", publishing),
                Map.entry("delivery", delivery),
                Map.entry("whole", whole),
                Map.entry("bundle_delivery", bundleDelivery));
    }

    @SafeVarargs
    private static Map<String, List<Reading>> measured(Map.Entry<String, List<Reading>>... named) {
        Map<String, List<Reading>> measured = new LinkedHashMap<>();
        for (Map.Entry<String, List<Reading>> entry : named) {
            if (!entry.getValue().isEmpty()) {
                measured.put(entry.getKey(), entry.getValue());
            }
        }
        return measured;
    }

    /// What the nodes took up.
    Answer taken() {
        Answer taken = Answer.of().put("resident_kib", residentKib);
        if (!authorAllocation.isEmpty()) {
            taken.put(
                    "allocated_bytes_a_record",
                    Map.of(
                            "author",
                            Figures.rounded(Spread.of(authorAllocation).median()),
                            "receiver",
                            Figures.rounded(Spread.of(receiverAllocation).median())));
        }
        if (wireBytes > 0) {
            taken.put("bytes_on_wire_a_record", Figures.rounded(wireBytes));
        }
        if (rawBytes > 0) {
            taken.put("bytes_on_disk", Map.of("raw", rawBytes, "author", authorBytes, "receiver", receiverBytes));
        }
        return taken;
    }
}
