package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.UnaryOperator;

/// A row of a table of decisions: what is out of the ordinary in a question, what the gate outwards says at its author
/// and which rule says so, and what the gate inwards says of the same fragments.
///
/// @param told what is out of the ordinary, in words
record GateRow(String told, String out, String in, UnaryOperator<GateQuestion> question) {
    static final String OUT = "released";
    static final String IN = "admitted";
    static final String HELD = "held";
    /// What a hub hands on arrives as a statement of the hub's, which other tests look at.
    static final String NOT_ASKED = "";

    static GateRow row(String told, String out, String in, UnaryOperator<GateQuestion> question) {
        return new GateRow(told, out, in, question);
    }

    /// Where both gates say yes.
    static GateRow yes(String told, UnaryOperator<GateQuestion> question) {
        return new GateRow(told, OUT, IN, question);
    }

    /// Where both gates say no, by the same rule.
    static GateRow both(String told, String no, UnaryOperator<GateQuestion> question) {
        return new GateRow(told, no, no, question);
    }

    void assertDecided() {
        GateQuestion asked = question.apply(new GateQuestion());
        Release.Traced release = asked.release();
        String said = switch (release.decision()) {
            case ReleaseDecision.Released released -> deciding(release.trace(), OUT);
            case ReleaseDecision.Withheld withheld ->
                deciding(release.trace(), withheld.reason().name());
        };
        assertEquals(out, said, "release");
        if (!in.equals(NOT_ASKED)) {
            assertEquals(in, said(asked.admission()), "admission");
        }
    }

    private static String said(Admission.Traced admission) {
        return switch (admission.decision()) {
            case AdmissionDecision.Admitted admitted -> deciding(admission.trace(), IN);
            case AdmissionDecision.Held held -> HELD;
            case AdmissionDecision.Refused refused ->
                deciding(admission.trace(), refused.reason().name());
        };
    }

    /// The rule that decided, beside what was decided.
    private static String deciding(Trace trace, String decided) {
        String no =
                trace.deciding().map(step -> step.no().orElseThrow().reason()).orElse(decided);
        assertEquals(decided, no, "the trace says what was decided");
        return trace.deciding().map(step -> step.name() + ": ").orElse("") + decided;
    }

    @Override
    public String toString() {
        return told;
    }
}
