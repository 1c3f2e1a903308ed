package org.tocsin.cli.insight;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.peer.Insight.LookedAt;
import org.tocsin.peer.Insight.Step;

/// What one rule looked at and found, as a sentence for people who know TLP but not the program. Pure; texts quote
/// documents and partners and must be escaped by whoever shows them.
///
/// @param author of the record
/// @param recipient whom it would go to
record RuleWords(String author, String recipient) {
    private static final String NONE = "none";
    private static final int DIGITS_SHOWN = 8;

    /// What a step found.
    String found(Step step) {
        if (!step.asked()) {
            return step.rule().startsWith("R-RLY")
                    ? "not asked: the record is our own"
                    : "not asked: without an agreement in force there is nothing to go by";
        }
        return switch (step.name()) {
            case "agreement" -> agreements(step);
            case "marking" -> marking(step);
            case "header" -> "its header states the marking " + value(step, "marking");
            case "parts" ->
                step.reason().isEmpty()
                        ? "no part of it is marked more strictly than its header and the agreement allow"
                        : "a part of it is marked more strictly than its header (" + value(step, "marking")
                                + ") or the agreement (" + value(step, "ceiling") + ") allow";
            case "audience" -> audience(step);
            case "kinds" -> selection("its kind", step);
            case "rsit" -> selection("its RSIT class", step);
            case "sectors" -> selection("the sectors it states", step);
            case "countries" -> selection("the countries it states", step);
            case "confidence" -> confidence(step);
            case "pap" -> pap(step);
            case "embargo" -> embargo(step);
            case "policy" -> policy(step);
            case "attribution" -> attribution(step);
            case "disclosure" -> disclosure(step);
            case "holders" -> "held already by " + listed(step.all("held by"));
            case "onward" -> onward(step);
            case "withdrawal" -> withdrawal(step);
            case "four-eyes" -> fourEyes(step);
            case "narrowing" ->
                "narrowed at " + time(value(step, "narrowed")) + " to " + value(step, "marking")
                        + (step.all("named").isEmpty() ? "" : " for " + listed(step.all("named")))
                        + (is(step, "released before", "yes")
                                ? "; " + recipient + " was given it before"
                                : "; it goes to nobody new");
            case "handed-on" ->
                "marked " + value(step, "marking") + "; "
                        + (is(step, "handed on", "yes") ? "this hub handed it on" : "this hub did not hand it on");
            default -> plain(step.lookedAt());
        };
    }

    private static String fourEyes(Step step) {
        String draft = value(step, "draft");
        String waits = "officer " + value(step, "published by") + " published it at " + time(value(step, "waits since"))
                + ", and it waits as draft " + draft.substring(0, Math.min(DIGITS_SHOWN, draft.length()));
        return step.reason().isEmpty()
                ? waits + "; it needs no further approval"
                : "it is RED; " + waits + "; another signatory must approve it";
    }

    /// Who has to do what, so that it is stated.
    static String approvalRemedy(Step step) {
        List<String> may = step.all("may approve");
        String draft = value(step, "draft");
        String shown = draft.substring(0, Math.min(DIGITS_SHOWN, draft.length()));
        return may.isEmpty()
                ? "Nobody but officer " + value(step, "published by") + ", who published it, is a signatory: give"
                        + " another officer that role (tocsin node add-officer --roles signatory); then they read it"
                        + " (tocsin record drafts " + shown + ") and approve it: tocsin record approve " + shown + "."
                : (may.size() == 1 ? "Officer " : "One of the officers ") + listed(may) + " reads it (tocsin record"
                        + " drafts " + shown + " --content FILE) and approves it: tocsin record approve " + shown + ".";
    }

    private String agreements(Step step) {
        List<String> sentences = new ArrayList<>();
        List<LookedAt> one = new ArrayList<>();
        String now = "";
        for (LookedAt looked : step.lookedAt()) {
            if (looked.what().equals("now")) {
                now = looked.value();
            } else {
                if (looked.what().equals("agreement") && !one.isEmpty()) {
                    sentences.add(agreement(one));
                    one.clear();
                }
                one.add(looked);
            }
        }
        if (!one.isEmpty()) {
            sentences.add(agreement(one));
        }
        return sentences.isEmpty()
                ? "there is no agreement between " + author + " and " + recipient + " that both signed"
                : String.join("; ", sentences) + "; now it is " + time(now);
    }

    private static String agreement(List<LookedAt> one) {
        StringBuilder words = new StringBuilder();
        for (LookedAt looked : one) {
            switch (looked.what()) {
                case "agreement" -> words.append("agreement ").append(looked.value());
                case "version" -> words.append(" version ").append(looked.value());
                case "from" -> words.append(" runs from ").append(time(looked.value()));
                case "until" -> words.append(" until ").append(time(looked.value()));
                case "terminated" -> words.append(", was terminated to ").append(time(looked.value()));
                case "suspended by" -> words.append(", is suspended by ").append(looked.value());
                case "restricted by" -> words.append(", is restricted by ").append(looked.value());
                default -> words.append(", ").append(looked.what()).append(' ').append(looked.value());
            }
        }
        return words.toString();
    }

    /// What would have to change so that an agreement is in force.
    String agreementRemedy(Step step) {
        if (step.all("agreement").isEmpty()) {
            return "Have both teams sign an agreement: tocsin agreement draft. What was withheld is then decided again"
                    + " by itself.";
        }
        if (!step.all("suspended by").isEmpty()) {
            return "Have " + listed(step.all("suspended by")) + " resume the agreement. What was withheld meanwhile is"
                    + " then decided again by itself.";
        }
        if (step.all("terminated").stream().anyMatch(end -> !isBefore(value(step, "now"), end))) {
            return "The agreement is terminated for good: make a new one (tocsin agreement draft --template). What was"
                    + " withheld is then decided again by itself.";
        }
        String now = value(step, "now");
        Optional<String> begins =
                step.all("from").stream().filter(from -> isBefore(now, from)).findFirst();
        if (begins.isPresent()) {
            return "Wait until the agreement begins at " + time(begins.get()) + ", when what was withheld is decided"
                    + " again by itself; or sign a version that begins sooner.";
        }
        return "The agreement has ended: sign a new one, or a version of it that runs longer (tocsin agreement draft)."
                + " What was withheld is then decided again by itself.";
    }

    private static boolean isBefore(String one, String other) {
        try {
            return Instant.parse(one).isBefore(Instant.parse(other));
        } catch (DateTimeException unreadable) {
            return false;
        }
    }

    private String marking(Step step) {
        String ceiling = value(step, "ceiling");
        return "the record is marked " + value(step, "marking") + "; "
                + (ceiling.equals(NONE)
                        ? "the agreement lets nothing flow to " + recipient
                        : "the agreement lets at most " + ceiling + " flow to " + recipient);
    }

    private String audience(Step step) {
        List<String> named = step.all("named");
        boolean red = is(step, "marking", "RED");
        if (is(step, "limited", "no") && !red) {
            return "it is for no named audience";
        }
        if (named.equals(List.of("yes")) || named.contains(recipient)) {
            return recipient + " is named";
        }
        String limited = red ? "it is RED and goes to named teams only" : "it is for a named audience only";
        return limited + "; " + recipient + " is not named"
                + (named.isEmpty() || named.equals(List.of("no")) ? "" : " (named: " + listed(named) + ")");
    }

    private static String selection(String what, Step step) {
        List<String> stated = step.all("stated");
        List<String> allowed = step.all("allowed");
        String found = stated.isEmpty() ? what + ": nothing stated" : what + ": " + listed(stated);
        String agreed = allowed.equals(List.of("all"))
                ? "the agreement takes every one"
                : "the agreement takes " + (allowed.isEmpty() ? "none" : listed(allowed));
        return found + "; " + agreed + (is(step, "unstated", "allowed") ? "" : ", and no record that states none");
    }

    private static String confidence(Step step) {
        String stated = value(step, "stated");
        String least = value(step, "least");
        return (stated.equals(NONE) ? "it states no confidence" : "its lowest confidence is " + stated)
                + (least.equals("0") ? "; the agreement asks for none" : "; the agreement asks for at least " + least);
    }

    private static String pap(Step step) {
        String stated = value(step, "stated");
        String ceiling = value(step, "ceiling");
        return (stated.equals(NONE) ? "it states no PAP" : "it is marked PAP:" + stated)
                + (ceiling.equals(NONE)
                        ? "; the agreement takes no record that states one"
                        : "; the agreement takes up to PAP:" + ceiling);
    }

    private static String embargo(Step step) {
        String until = value(step, "not before");
        return until.equals(NONE)
                ? "it is under no embargo"
                : "it is under embargo until " + time(until) + "; now it is " + time(value(step, "now"));
    }

    private static String policy(Step step) {
        List<LookedAt> fields = step.lookedAt().stream()
                .filter(looked -> !looked.what().equals("now") && !looked.what().equals("agreement"))
                .toList();
        return fields.isEmpty()
                ? "it carries no information exchange policy"
                : "its policy says " + plain(fields) + "; now it is " + time(value(step, "now"));
    }

    private static String attribution(Step step) {
        Optional<String> record = step.first("record").or(() -> step.first("attribution"));
        return record.filter(word -> !word.equals(NONE))
                        .map(word -> "its policy says of attribution: " + word(word))
                        .orElse("it says nothing of attribution")
                + step.first("agreement")
                        .map(word -> "; the agreement says: " + word(word))
                        .orElse("");
    }

    private static String disclosure(Step step) {
        List<String> left = new ArrayList<>(step.all("withheld type"));
        if (is(step, "victims", "withheld")) {
            left.add("identities of victims");
        }
        if (is(step, "granular markings", "withheld")) {
            left.add("properties under granular markings");
        }
        String withheld =
                left.isEmpty() ? "the agreement withholds no parts" : "the agreement withholds " + listed(left);
        return step.reason().equals("NOTHING_LEFT") ? withheld + "; no object of the record would be shown" : withheld;
    }

    private static String onward(Step step) {
        List<String> hubs = step.all("hub");
        return "whoever brought it lets it go on: " + word(value(step, "onward"))
                + (hubs.isEmpty() ? "" : " (" + listed(hubs) + ")");
    }

    private static String withdrawal(Step step) {
        String why = value(step, "why");
        return "withdrawn at " + time(value(step, "withdrawn")) + (why.isEmpty() ? "" : ", because: " + why);
    }

    private static String plain(List<LookedAt> looked) {
        List<String> words = new ArrayList<>();
        looked.forEach(one -> words.add(one.what() + " " + one.value()));
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }

    private static String listed(List<String> values) {
        return String.join(", ", values);
    }

    /// An enum's name as a word.
    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static boolean is(Step step, String what, String value) {
        return step.first(what).filter(value::equals).isPresent();
    }

    private static String value(Step step, String what) {
        return step.first(what).orElse("");
    }

    private static String time(String instant) {
        try {
            return Times.of(Instant.parse(instant));
        } catch (DateTimeException other) {
            return instant;
        }
    }
}
