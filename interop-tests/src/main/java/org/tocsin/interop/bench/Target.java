package org.tocsin.interop.bench;

import org.tocsin.cli.Answer;

/// What the node has to reach, and what it should. Ratios are to a baseline of the same run; P6 is in seconds, P10 in
/// microseconds.
enum Target {
    P1("records/s delivered / raw echo", true, 0.8, 1.2),
    P1B("records/s published and delivered / raw echo", true, 0.5, 0.8),
    P2("records/s delivered / raw stream of 64 a message", true, 0.12, 0.25),
    P3("real bundles/s delivered / raw echo of the same bytes", true, 0.5, 0.9),
    P4("ms from raising an emergency to its receipt, p99 / raw steps of the way, p99", false, 3, 2),
    P5("ms from raising an emergency to its receipt, p99, beside a full bulk lane / idle", false, 5, 3),
    P6("seconds to the first synchronisation of 1,000,000 records", false, 300, 90),
    P7("KiB an idle partner", false, 100, 64),
    P9("bytes on disk / bytes published", false, 1.5, 1),
    P10("microseconds a release decision", false, 2, 0.5);

    private final String text;
    private final boolean moreIsBetter;
    private final double must;
    private final double goal;

    Target(String text, boolean moreIsBetter, double must, double goal) {
        this.text = text;
        this.moreIsBetter = moreIsBetter;
        this.must = must;
        this.goal = goal;
    }

    double must() {
        return must;
    }

    /// As it is named in reports.
    String label() {
        return this == P1B ? "P1b" : name();
    }

    /// @param value as measured; `baseline` likewise
    /// @param ratio what is held against the target
    Answer answer(double value, double baseline, double ratio) {
        return Answer.of()
                .put("target", label())
                .put("what", text)
                .put("value", Figures.rounded(value))
                .put("baseline", Figures.rounded(baseline))
                .put("ratio", Figures.rounded(ratio))
                .put("must", must)
                .put("goal", goal)
                .put("met", reaches(ratio, must))
                .put("goal_met", reaches(ratio, goal));
    }

    private boolean reaches(double ratio, double bound) {
        return moreIsBetter ? ratio >= bound : ratio <= bound;
    }
}
