package org.tocsin.cli.insight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tocsin.peer.Insight.Agreed;
import org.tocsin.peer.Insight.LaneExplanation;
import org.tocsin.peer.Insight.Withheld;
import org.tocsin.peer.Transit;

/// Why a partner has or has not received anything, as sentences: first what stands in the way, then what was found,
/// then
/// what to do. Pure; texts quote the partner and must be escaped by whoever shows them.
///
/// @param of what the node found
public record LaneStory(LaneExplanation of) {
    private static final String REPLACED = "replaced";

    /// What stands in the way, the first thing first; empty if nothing does.
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        agreement().ifPresent(obstacles::add);
        routine().flatMap(this::lane).ifPresent(obstacles::add);
        if (obstacles.isEmpty() && of.stated() == 0) {
            obstacles.add("Nothing was stated here since then that could have gone to " + of.partner() + ".");
        }
        if (of.stated() > 0 && of.released() == 0) {
            obstacles.add("Everything that was stated since then is withheld.");
        }
        return obstacles;
    }

    /// In one sentence: what has become of what was stated.
    public String summary() {
        return "Since " + time(of.since()) + " " + of.stated() + counted(of.stated(), " record was", " records were")
                + " decided on for " + of.partner() + ": " + of.released() + " released, "
                + (of.stated() - of.released()) + " withheld. Receipts have covered " + of.receipted()
                + counted(of.receipted(), " sequence", " sequences") + " in that time.";
    }

    /// One line an agreement; versions that a later one replaced are counted.
    public List<String> agreements() {
        List<String> lines = new ArrayList<>();
        long replaced = 0;
        for (Agreed one : of.agreements()) {
            if (one.state().equals(REPLACED)) {
                replaced++;
            } else {
                lines.add(agreed(one));
            }
        }
        if (replaced > 0) {
            lines.add("and " + replaced + counted(replaced, " version", " versions") + " that a later one replaced");
        }
        return lines;
    }

    /// One line a lane to the partner that carries records, and those that are in trouble.
    public List<String> lanes() {
        List<String> lines = new ArrayList<>();
        for (Transit.Lane lane : of.lanes()) {
            boolean carriesRecords =
                    lane.lane().equals("routine") || lane.lane().equals("bulk");
            if (carriesRecords || lane.needsLooking()) {
                lines.add(lane.lane() + ": " + doing(lane) + ", given out " + lane.released() + ", receipted "
                        + lane.through()
                        + lane.lastReceiptAt()
                                .map(at -> ", last receipt " + time(at))
                                .orElse(", never receipted"));
            }
        }
        return lines;
    }

    /// One line a rule that withholds.
    public List<String> withheld() {
        return of.withheld().stream().map(LaneStory::withheld).toList();
    }

    private static String withheld(Withheld group) {
        Reason reason = Reason.withheld(group.reason());
        return group.count() + " by " + reason.rule() + " (" + group.reason() + "): " + reason.says()
                + (group.newest().isEmpty() ? "" : "; the newest: " + String.join(", ", group.newest()));
    }

    /// One line a reason for which the partner refused something, or it went out void.
    public List<String> refused() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(of.refused())
                .forEach((name, count) -> lines.add(count + " refused by " + of.partner() + " (" + name + "): "
                        + Reason.refused(name).says()));
        new TreeMap<>(of.voided())
                .forEach((name, count) -> lines.add(count + " went out void (" + name + "): "
                        + Reason.voided(name).says()));
        return lines;
    }

    /// What would have to change, each once.
    public List<String> remedies() {
        Set<String> remedies = new LinkedHashSet<>();
        if (agreement().isPresent()) {
            remedies.add(agreementRemedy());
        }
        routine().flatMap(this::laneRemedy).ifPresent(remedies::add);
        if (agreement().isEmpty()) {
            if (!of.withheld().isEmpty()) {
                restricted().ifPresent(remedies::add);
            }
            of.withheld().forEach(group -> remedies.add(remedy(Reason.withheld(group.reason()))));
        }
        of.refused().keySet().stream().sorted().forEach(name -> remedies.add(remedy(Reason.refused(name))));
        return List.copyOf(remedies);
    }

    /// A restriction narrows what both signed, and whoever stated it ends it alone: no amendment is needed for that.
    private Optional<String> restricted() {
        List<String> by = of.agreements().stream()
                .filter(one -> one.state().equals("in-force"))
                .flatMap(one -> one.restrictedBy().stream())
                .distinct()
                .toList();
        return by.isEmpty()
                ? Optional.empty()
                : Optional.of("The agreement is restricted by " + String.join(" and ", by)
                        + ". If it is that which withholds (tocsin explain RECORD --to " + of.partner()
                        + " says so), whoever stated it lifts it: tocsin agreement list, then tocsin agreement lift"
                        + " ID NUMBER.");
    }

    private String remedy(Reason reason) {
        return reason.name() + ": " + reason.remedy().replace("TEAM", of.partner());
    }

    /// What is wrong with the agreements, if nothing may flow under them.
    private Optional<String> agreement() {
        List<Agreed> agreements = of.agreements();
        if (agreements.isEmpty()) {
            return Optional.of("There is no agreement with " + of.partner() + ".");
        }
        Agreed first = agreements.getFirst();
        return switch (first.state()) {
            case "suspended" ->
                Optional.of("The agreement is suspended by " + String.join(" and ", first.suspendedBy()) + ".");
            case "in-force" ->
                agreements.stream()
                                .anyMatch(one -> one.state().equals("in-force")
                                        && one.ceiling().isEmpty())
                        ? Optional.of("The agreement lets nothing flow to " + of.partner() + ".")
                        : Optional.empty();
            case "not-yet-in-force" -> Optional.of("The agreement begins only at " + time(first.from()) + ".");
            case "terminated" ->
                Optional.of("The agreement was terminated to "
                        + time(first.terminatedAt().orElse(first.until())) + ".");
            case "lapsed" -> Optional.of("The agreement lapsed at " + time(first.until()) + ".");
            default -> Optional.of("No agreement with " + of.partner() + " is signed by both teams.");
        };
    }

    private String agreementRemedy() {
        String state =
                of.agreements().isEmpty() ? "" : of.agreements().getFirst().state();
        return switch (state) {
            case "suspended" ->
                "Whoever suspended the agreement resumes it: tocsin agreement resume. What was withheld meanwhile is"
                        + " decided again.";
            case "in-force" ->
                "Agree on a ceiling for what goes to " + of.partner() + ": an amendment that both teams sign.";
            case "not-yet-in-force" -> "Wait until it begins, or sign one that begins sooner.";
            case "lapsed", "terminated" ->
                "Sign a new agreement with " + of.partner() + ": tocsin agreement draft. What was withheld is decided"
                        + " again when it comes into force.";
            default ->
                "Have both teams sign an agreement: tocsin agreement draft, then send it to " + of.partner() + ".";
        };
    }

    private Optional<Transit.Lane> routine() {
        return of.lanes().stream().filter(lane -> lane.lane().equals("routine")).findFirst();
    }

    /// What is wrong with the lane, if something is owed on it or it cannot move.
    private Optional<String> lane(Transit.Lane lane) {
        String why = lane.detail().isEmpty() ? "" : ": " + lane.detail();
        if (lane.state().equals("stopped")) {
            return Optional.of("The lane stopped, and a human must act" + why + ".");
        }
        if (lane.lag() == 0) {
            return Optional.empty();
        }
        String owed = lane.lag() + counted(lane.lag(), " sequence waits", " sequences wait") + " for a receipt"
                + lane.oldestOwedAt()
                        .map(at -> ", the oldest since " + time(at))
                        .orElse("");
        return switch (lane.state()) {
            case "held" -> Optional.of(of.partner() + " asks us to wait" + why + "; " + owed + ".");
            case "waiting", "connecting" ->
                Optional.of(of.partner() + " cannot be reached now" + why + "; " + owed + ".");
            default -> Optional.of(owed + ".");
        };
    }

    private Optional<String> laneRemedy(Transit.Lane lane) {
        return switch (lane.state()) {
            case "stopped" ->
                Optional.of("Find out with " + of.partner() + " what happened, then: tocsin lanes retry " + of.partner()
                        + ".");
            case "held" -> Optional.of("Ask " + of.partner() + " why it holds the lane: its node says so in its log.");
            case "waiting", "connecting" ->
                lane.lag() == 0
                        ? Optional.empty()
                        : Optional.of("See whether " + of.partner() + " runs and is reached: tocsin peer show "
                                + of.partner() + ", tocsin lanes check " + of.partner() + ".");
            default -> Optional.empty();
        };
    }

    private String agreed(Agreed one) {
        String end =
                one.terminatedAt().map(at -> "terminated to " + time(at)).orElseGet(() -> "until " + time(one.until()));
        return one.state() + ": \"" + one.title() + "\" version " + one.version() + " (" + one.id() + "), from "
                + time(one.from()) + " " + end + ", lets "
                + (one.ceiling().isEmpty() ? "nothing" : "up to " + one.ceiling()) + " flow to " + of.partner()
                + (one.suspendedBy().isEmpty() ? "" : ", suspended by " + String.join(" and ", one.suspendedBy()))
                + (one.restrictions() == 0
                        ? ""
                        : ", narrowed by " + one.restrictions()
                                + counted(one.restrictions(), " restriction", " restrictions") + " of "
                                + String.join(" and ", one.restrictedBy()));
    }

    private static String doing(Transit.Lane lane) {
        String doing = lane.detail().isEmpty() ? lane.state() : lane.state() + " (" + lane.detail() + ")";
        return lane.paused() ? doing + ", paused" : doing;
    }

    private static String time(Instant at) {
        return at.equals(Instant.EPOCH) ? "the beginning" : Times.of(at);
    }

    private static String counted(long count, String one, String many) {
        return count == 1 ? one : many;
    }
}
