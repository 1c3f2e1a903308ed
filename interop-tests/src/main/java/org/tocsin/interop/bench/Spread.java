package org.tocsin.interop.bench;

import java.util.List;
import org.tocsin.cli.Answer;

/// What came of several rounds: the median, and how far the others lie from it.
record Spread(double median, double min, double max) {
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /// How far the farthest value is from the median, as a fraction of it.
    double deviation() {
        return Math.max(max - median, median - min) / median;
    }

    Answer answer() {
        return Answer.of()
                .put("median", Figures.rounded(median))
                .put("min", Figures.rounded(min))
                .put("max", Figures.rounded(max));
    }
}
