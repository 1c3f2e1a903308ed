package org.tocsin.cli.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.peer.Insight.Explanation;
import org.tocsin.peer.Insight.LeftOut;
import org.tocsin.peer.Insight.Past;
import org.tocsin.peer.Insight.Step;
import org.tocsin.peer.Insight.Trace;

/// Why a record goes to a team or not, as sentences: the decision and the rule that made it, what would have to change,
/// every rule in order, and what was decided before. Pure; texts quote documents and partners and must be escaped by
/// whoever shows them.
public record RecordStory(Explanation of) {
    private static final String NEEDS_APPROVAL = "NEEDS_APPROVAL";

    /// What is decided, and by which rule.
    public String verdict() {
        Trace trace = of.trace();
        Optional<Step> deciding = trace.deciding();
        if (deciding.isEmpty()) {
            return word() + " under agreement " + trace.agreementId() + " version " + trace.agreementVersion() + ".";
        }
        return word() + " by " + deciding.get().rule() + " (" + trace.reason() + "): " + words().found(deciding.get())
                + ".";
    }

    private String word() {
        return of.trace().outcome().toUpperCase(Locale.ROOT);
    }

    /// What it means and what would have to change; empty if nothing stands in the way.
    public List<String> remedies() {
        Trace trace = of.trace();
        if (trace.deciding().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(remedy(trace.deciding().get()));
        trace.wakeAt().ifPresent(at -> lines.add("It is decided again by itself at " + Times.of(at) + "."));
        List<Step> also = trace.steps().stream()
                .filter(step -> !step.reason().isEmpty() && !step.decided() && !follows(step))
                .toList();
        for (Step step : also) {
            lines.add("After that, " + step.rule() + " (" + step.reason() + ") would still stand in the way. "
                    + remedy(step));
        }
        return lines;
    }

    /// Whether a no behind the one that decided says nothing that this one did not: where nothing may flow, or the
    /// record is above the ceiling or for others, nothing of it is shown, and no scope lets it through.
    private boolean follows(Step step) {
        Optional<Step> deciding = of.trace().deciding();
        if (deciding.isEmpty() || step.decided() || step.reason().isEmpty()) {
            return false;
        }
        if (deciding.get().first("ceiling").filter("none"::equals).isPresent()) {
            return true;
        }
        boolean byMarking = List.of("MARKING_ABOVE_CEILING", "NOT_IN_AUDIENCE")
                .contains(deciding.get().reason());
        return byMarking
                && step.reason().equals("NOTHING_LEFT")
                && step.all("withheld type").isEmpty();
    }

    private String remedy(Step step) {
        String name = step.reason();
        Reason reason = isOutbound() ? Reason.withheld(name) : inbound(name);
        return (name.equals("NO_AGREEMENT") ? "" : restricted())
                + detailed(step).orElse(reason.remedy()).replace("TEAM", of.recipient());
    }

    /// A restriction narrows what both signed, and is ended by whoever stated it alone.
    private String restricted() {
        return of.trace().steps().stream()
                .flatMap(step -> step.all("restricted by").stream())
                .distinct()
                .map(by -> by + " restricts the agreement; if it is that which decides, " + by
                        + " lifts it (tocsin agreement list, agreement lift). Else: ")
                .collect(Collectors.joining());
    }

    private Reason inbound(String name) {
        return name.equals("WITHDRAWN")
                ? Reason.withheld(name)
                : of.trace().outcome().equals("held") ? Reason.held(name) : Reason.refused(name);
    }

    /// With the values at hand, where they say more than the reason alone.
    private Optional<String> detailed(Step step) {
        if (step.reason().equals("NO_AGREEMENT")) {
            return Optional.of(words().agreementRemedy(step));
        }
        if (step.reason().equals(NEEDS_APPROVAL)) {
            return Optional.of(RuleWords.approvalRemedy(step));
        }
        if (step.reason().equals("MARKING_ABOVE_CEILING") && isOutbound()) {
            String marking = step.first("marking").orElse("");
            String ceiling = step.first("ceiling").orElse("none");
            return Optional.of("Agree on a ceiling of " + marking + " for what goes to TEAM (an amendment that both"
                    + " sign)"
                    + (ceiling.equals("none")
                            ? "."
                            : ", or publish a version that is marked " + ceiling
                                    + " or milder: the marking is the strictest TLP in the document."));
        }
        if (step.reason().equals("PAP_ABOVE_CEILING") && isOutbound()) {
            return Optional.of(
                    "Agree on a PAP ceiling of " + step.first("stated").orElse("")
                            + " (an amendment that both sign), or publish a version with a milder --pap.");
        }
        if (step.reason().equals("OUT_OF_SCOPE") && isOutbound()) {
            return Optional.of("Widen what the agreement takes of " + facet(step.name())
                    + " (an amendment that both sign), or publish a version whose header passes: tocsin record show"
                    + " RECORD.");
        }
        if (step.reason().equals("NOT_HANDED_ON")) {
            return Optional.of("A hub hands on what it admits, CLEAR or GREEN and without an audience, where the"
                    + " agreement with whoever brought it lets it go on ([relay] hub = true in node.toml). What came"
                    + " before is not handed on afterwards: its author publishes a new version.");
        }
        return Optional.empty();
    }

    private static String facet(String step) {
        return switch (step) {
            case "rsit" -> "RSIT classes";
            case "confidence" -> "confidence (its minimum)";
            default -> step;
        };
    }

    private boolean isOutbound() {
        return of.trace().outcome().equals("released") || of.trace().outcome().equals("withheld");
    }

    /// Every rule, in order.
    public List<String> rules() {
        List<String> lines = new ArrayList<>();
        int number = 1;
        for (Step step : of.trace().steps()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%2d. %-9s %-8s %s: %s%s",
                    number++,
                    says(step),
                    step.rule(),
                    step.name(),
                    follows(step) ? "follows from the rule that decided" : words().found(step),
                    step.decided() ? "  <- this one decided" : ""));
        }
        return lines;
    }

    private String says(Step step) {
        if (follows(step)) {
            return "-";
        }
        if (!step.reason().isEmpty()) {
            return isOutbound() ? "WITHHOLDS" : of.trace().outcome().equals("held") ? "HOLDS" : "REFUSES";
        }
        return step.asked() ? "passes" : "-";
    }

    /// Parts that would not be shown, and why.
    public List<String> leftOut() {
        List<String> lines = new ArrayList<>();
        for (LeftOut left : of.trace().leftOut()) {
            Reason reason = Reason.part(left.reason());
            String what = left.part().equals("facet")
                    ? "the facet " + left.what().toLowerCase(Locale.ROOT)
                    : left.count() + " " + left.part() + (left.count() == 1 ? " " : "s ") + left.what();
            lines.add(what + ", marked " + left.marking().label() + ": " + reason.says() + " (" + reason.rule() + ", "
                    + reason.name() + ")");
        }
        return lines;
    }

    /// Whether it waits for an officer: nothing is stated, and the name that it has here never will be anybody's.
    public boolean isDraft() {
        return of.trace().steps().stream().anyMatch(step -> step.reason().equals(NEEDS_APPROVAL));
    }

    /// What was decided before, and whether a decision now is another.
    public List<String> before() {
        List<String> lines = new ArrayList<>();
        for (Past past : of.past()) {
            lines.add(past(past));
        }
        if (isDraft()) {
            lines.add("Nothing: it is not stated yet. What the rules say of it here, they say once it is.");
        } else if (of.own() && of.past().isEmpty()) {
            lines.add("Nothing: no lane to " + of.recipient() + " was open when it was stated.");
        }
        boolean releasedBefore =
                of.past().stream().anyMatch(past -> past.withheld().isEmpty());
        boolean releasedNow = of.trace().outcome().equals("released");
        if (releasedBefore && of.trace().reason().equals("WITHDRAWN")) {
            lines.add("It was withdrawn since. Whether " + of.recipient()
                    + " has deleted it, says: tocsin record track.");
        } else if (!of.past().isEmpty() && releasedBefore != releasedNow) {
            lines.add(
                    releasedBefore
                            ? "A decision now is another: it would be withheld. What went out stays with "
                                    + of.recipient() + " until it is withdrawn: tocsin record withdraw."
                            : "A decision now is another: it would be released.");
        }
        return lines;
    }

    private String past(Past past) {
        String when =
                past.lane() + " lane" + past.at().map(at -> ", " + Times.of(at)).orElse("") + ": ";
        if (!past.withheld().isEmpty()) {
            Reason reason = Reason.withheld(past.withheld());
            return when + "withheld by " + reason.rule() + " (" + reason.name() + "): " + reason.says() + ".";
        }
        String released = when + "released as sequence " + past.sequence() + " under agreement " + past.agreementId()
                + " version " + past.agreementVersion();
        if (!past.refused().isEmpty()) {
            Reason reason = Reason.refused(past.refused());
            return released + "; " + of.recipient() + " refused it by " + reason.rule() + " (" + reason.name() + "): "
                    + reason.says() + ". " + reason.remedy();
        }
        if (!past.voided().isEmpty()) {
            Reason reason = Reason.voided(past.voided());
            return released + "; it went out void (" + reason.name() + "): " + reason.says() + ". " + reason.remedy();
        }
        return released
                + past.processedAt()
                        .map(at -> "; " + of.recipient() + " processed it, receipt of " + Times.of(at) + ".")
                        .orElse("; " + of.recipient() + " owes the receipt.");
    }

    private RuleWords words() {
        return new RuleWords(of.via().isEmpty() ? of.author() : of.via(), of.recipient());
    }
}
