package org.tocsin.cli.operator;

import java.util.Locale;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import picocli.CommandLine.Option;

/// What flows each way under new terms, as typed: a picocli `@Mixin`. "Give" is from us to the partner, "take" from the
/// partner to us. Rule R-AGR-2.
final class FlowOptions {
    private static final String NOTHING = "NOTHING";
    private static final String AS_MARKED = "as-marked";
    private static final String NONE = "none";

    @Option(names = "--give", paramLabel = "TLP", description = "strictest marking that we release; NOTHING for none")
    private Optional<String> give = Optional.empty();

    @Option(names = "--take", paramLabel = "TLP", description = "strictest marking that we admit; NOTHING for none")
    private Optional<String> take = Optional.empty();

    @Option(
            names = "--give-history",
            paramLabel = "DAYS",
            description = "days before the agreement's beginning of which the partner gets our records (default: 0)")
    private int giveHistory;

    @Option(
            names = "--take-history",
            paramLabel = "DAYS",
            description = "days before the agreement's beginning of which we get the partner's records (default: 0)")
    private int takeHistory;

    @Option(
            names = "--give-onward",
            paramLabel = "RULE",
            description = "what the partner may hand on of ours: none (default), or as-marked (CLEAR and GREEN)")
    private String giveOnward = NONE;

    @Option(
            names = "--take-onward",
            paramLabel = "RULE",
            description = "what we may hand on of the partner's: none (default), or as-marked (CLEAR and GREEN)")
    private String takeOnward = NONE;

    @Option(
            names = "--receipts-to-author",
            description = "where records may be handed on, receipts of those behind come back to their author")
    private boolean receiptsToAuthor;

    /// Whether both ceilings are given: without them there are no terms.
    boolean areWhole() {
        return give.isPresent() && take.isPresent();
    }

    /// Whether anything is given.
    boolean areGiven() {
        return give.isPresent()
                || take.isPresent()
                || giveHistory != 0
                || takeHistory != 0
                || receiptsToAuthor
                || !giveOnward.equals(NONE)
                || !takeOnward.equals(NONE);
    }

    Direction outwards(Team own, Team other) {
        return direction(own, other, "--give", give, giveHistory, giveOnward);
    }

    Direction inwards(Team own, Team other) {
        return direction(other, own, "--take", take, takeHistory, takeOnward);
    }

    private Direction direction(
            Team from, Team to, String option, Optional<String> tlp, int history, String onwardRule) {
        if (history < 0 || history > Direction.BACKFILL_DAYS_MAX) {
            throw CommandFault.unusable(
                    "not a number of days", option + "-history " + history, "0 to " + Direction.BACKFILL_DAYS_MAX);
        }
        Optional<Tlp> ceiling = ceiling(option, tlp.orElse(NOTHING));
        boolean onward = isOnward(option + "-onward", onwardRule);
        return new Direction(from, to, ceiling, history, onward ? Onward.asMarked(receiptsToAuthor) : Onward.NOTHING);
    }

    private static boolean isOnward(String option, String rule) {
        return switch (rule.toLowerCase(Locale.ROOT)) {
            case AS_MARKED -> true;
            case NONE -> false;
            default -> throw CommandFault.unusable("not a rule", option + " " + rule, NONE + " or " + AS_MARKED);
        };
    }

    private static Optional<Tlp> ceiling(String option, String text) {
        String label = text.toUpperCase(Locale.ROOT).replace("TLP:", "").replace('_', '+');
        if (label.equals(NOTHING)) {
            return Optional.empty();
        }
        return Optional.of(Tlp.ofLabel(label)
                .orElseThrow(() -> CommandFault.unusable(
                        "not a marking", option + " " + text, "CLEAR, GREEN, AMBER, AMBER+STRICT, RED or NOTHING")));
    }
}
