package org.tocsin.node.policy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A trace as lines: the rule, its name, what it looked at, and its no with the time at which it ends.
final class TraceText {
    private TraceText() {}

    static List<String> of(Trace trace) {
        return of(trace.steps().toArray(Trace.Step[]::new));
    }

    static List<String> of(Trace.Step... steps) {
        return Stream.of(steps).map(TraceText::line).toList();
    }

    private static String line(Trace.Step step) {
        return step.rule() + " " + step.name()
                + (step.asked() ? "" : " not asked")
                + step.looked().stream()
                        .map(looked -> " " + looked.what() + "=" + looked.value())
                        .collect(Collectors.joining())
                + step.no()
                        .map(no -> ": " + no.reason()
                                + no.wakeAt().map(at -> " until " + at).orElse(""))
                        .orElse("");
    }
}
