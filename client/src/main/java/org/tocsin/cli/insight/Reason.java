package org.tocsin.cli.insight;

import java.util.Map;

/// Why something did not flow, in words: what the reason's name means, and what would have to change. A name that this
/// version does not know is told as it is.
///
/// @param name as it stands in answers, receipts and logs
/// @param rule of proto/README.md
/// @param says what it means, as a clause
/// @param remedy what would have to change
public record Reason(String name, String rule, String says, String remedy) {
    private static final Map<String, Reason> WITHHELD = Map.ofEntries(
            entry(
                    "NO_AGREEMENT",
                    "R-REL-1",
                    "no agreement with the team is in force",
                    "Have both teams sign one (tocsin agreement draft), wait until the one that is signed begins, or"
                            + " have it resumed if it is suspended: tocsin explain lane TEAM. What was withheld is"
                            + " decided again by itself."),
            entry(
                    "MARKING_ABOVE_CEILING",
                    "R-REL-2",
                    "it is marked more strictly than the agreement lets flow to the team",
                    "Agree on a higher ceiling (an amendment that both sign), or publish a version that is marked more"
                            + " mildly: the marking is the strictest TLP in the document."),
            entry(
                    "NOT_IN_AUDIENCE",
                    "R-REL-4",
                    "it is RED or for a named audience, and the team is not named",
                    "Publish it with --audience TEAM, or a version that is not RED and names no audience."),
            entry(
                    "HELD_THERE",
                    "R-RLY-3",
                    "the team has it: it stated it, or brought it here",
                    "Nothing: the team does not need it from us."),
            entry(
                    "POLICY_ERROR",
                    "R-REL-5",
                    "the decision failed, and what cannot be decided is withheld",
                    "Look into the node's log, and report it: this is a fault of the program or of its disk."),
            entry(
                    "OUT_OF_SCOPE",
                    "R-REL-6",
                    "what its header states is not in the agreement's scope",
                    "Widen the scope (an amendment that both sign), or publish a version whose header passes: tocsin"
                            + " record show RECORD."),
            entry(
                    "PAP_ABOVE_CEILING",
                    "R-REL-6",
                    "its PAP marking is above what the agreement takes",
                    "Agree on a higher PAP ceiling, or publish a version with a milder --pap."),
            entry(
                    "EMBARGOED",
                    "R-REL-7",
                    "its embargo has not ended",
                    "Wait: it is decided again by itself when the embargo ends. To end it sooner, publish a version"
                            + " with an earlier --embargo-until."),
            entry(
                    "IEP_NOT_IN_FORCE",
                    "R-REL-7",
                    "its information exchange policy has not begun, or has ended",
                    "Publish a version under a policy whose dates are running (--iep)."),
            entry(
                    "IEP_CONFLICT",
                    "R-REL-7",
                    "its information exchange policy and the agreement demand the contrary of each other",
                    "Publish a version under a policy whose attribution the agreement allows (--iep), or amend the"
                            + " agreement."),
            entry(
                    "NOTHING_LEFT",
                    "R-REL-8",
                    "nothing of it would be left: the agreement withholds every object",
                    "Withhold fewer types of objects (an amendment that both sign), or publish a version with an object"
                            + " of another type."),
            entry(
                    "ONWARD_NOT_AGREED",
                    "R-RLY-2",
                    "whoever brought it does not let it go on to the team",
                    "Ask its author's team for an amendment: onward sharing is agreed with whoever brought it."),
            entry(
                    "NOT_DIVISIBLE",
                    "R-RLY-2",
                    "a hub hands it on whole or not at all, and the agreement withholds a part of it",
                    "Have its author share it with the team directly, or withhold less (an amendment that both"
                            + " sign)."),
            entry(
                    "NEEDS_APPROVAL",
                    "R-REL-10",
                    "it is RED, and no further officer has approved it",
                    "Have a signatory who did not publish it read and approve it: tocsin record drafts, record approve."),
            entry(
                    "NARROWED",
                    "R-CTL-5",
                    "it was narrowed, and goes to nobody new",
                    "Publish a new version: its marking and its audience are the ones that you give it."),
            entry(
                    "NOT_HANDED_ON",
                    "R-RLY-2",
                    "this hub did not hand it on",
                    "Its author publishes a new version, once the agreement with whoever brings it lets it go on."),
            entry("WITHDRAWN", "R-CTL-3", "its author withdrew it", "Nothing brings it back: publish a new record."));

    private static final Map<String, Reason> REFUSED = Map.ofEntries(
            entry(
                    "MALFORMED",
                    "R-ADM-2",
                    "the statement or its parts break the protocol",
                    "Its author has to publish it again, with a program that keeps proto/README.md."),
            entry(
                    "NO_AGREEMENT",
                    "R-ADM-4",
                    "when it came, no agreement allowed it any more, by the receiver's clock",
                    "Sign a new agreement; then its author publishes a new version of it."),
            entry(
                    "MARKING_ABOVE_CEILING",
                    "R-ADM-3",
                    "it is marked more strictly than the agreement lets flow",
                    "Agree on a higher ceiling, or have its author publish a version that is marked more mildly."),
            entry(
                    "NOT_IN_AUDIENCE",
                    "R-ADM-3",
                    "it is RED or for a named audience, and its author did not show that the receiver is named",
                    "Have its author publish it for an audience that names the receiver."),
            entry(
                    "INVALID_CONTENT",
                    "R-ADM-3",
                    "its content breaks STIX 2.1",
                    "Its author has to mend it: tocsin record check names the broken rules."),
            entry(
                    "MARKING_UNDERSTATED",
                    "R-ADM-3",
                    "its header says a milder marking than its content",
                    "Its author has to publish it again under the marking that its content has. Talk to them: it was"
                            + " about to be handled too freely."),
            entry(
                    "VERSION_CONFLICT",
                    "R-REC-2",
                    "another content is held under the same record and version",
                    "Its author has to publish a new version, and to find out why it stated one version twice: the"
                            + " first one stays."),
            entry(
                    "TOO_LARGE",
                    "R-LIM-2",
                    "it is above a limit of the protocol",
                    "Its author has to divide it into several records."),
            entry(
                    "KIND_NOT_CARRIED",
                    "R-LAN-11",
                    "its lane does not carry statements of its kind",
                    "The author's program sends it on another lane, or is newer: compare versions."),
            entry(
                    "NOT_ENTITLED",
                    "R-CTL-2",
                    "it concerns a record that its author has no say in",
                    "Nothing here: only a record's author withdraws it, and only who was given it answers for it."),
            entry(
                    "EVIDENCE_FAILED",
                    "R-RLY-1",
                    "it was handed on by a hub, and its author's own proof does not hold",
                    "Ask the hub: it handed on what it could not prove."),
            entry(
                    "OUT_OF_SCOPE",
                    "R-ADM-6",
                    "what its header states is not in the agreement's scope",
                    "Widen the scope (an amendment that both sign)."),
            entry(
                    "PAP_ABOVE_CEILING",
                    "R-ADM-6",
                    "its PAP marking is above what the agreement takes",
                    "Agree on a higher PAP ceiling."),
            entry(
                    "IEP_NOT_IN_FORCE",
                    "R-ADM-6",
                    "its information exchange policy has ended",
                    "Its author has to publish it under a policy whose dates are running."),
            entry(
                    "IEP_CONFLICT",
                    "R-ADM-6",
                    "its information exchange policy and the agreement demand the contrary of each other",
                    "Its author has to publish it under another policy, or both amend the agreement."),
            entry(
                    "NOT_WITHHELD",
                    "R-ADM-6",
                    "it shows a part that the agreement withholds",
                    "Its author's node does not apply the agreement as it was signed: talk to them."),
            entry(
                    "NOT_APPROVED",
                    "R-AGR-6",
                    "it lacks the approvals of officers that it needs",
                    "Its author has to state it again with the approvals that the agreement asks for."),
            entry(
                    "EMERGENCY_NOT_AGREED",
                    "R-EMG-2",
                    "no agreement provides for an emergency of its kind and precedence",
                    "Raise it in a precedence that the agreement has, or telephone; then amend the agreement."),
            entry(
                    "DRILL_OUTSIDE_WINDOW",
                    "R-EMG-5",
                    "it is an exercise outside the agreed window",
                    "Raise it inside the window, or amend the agreement."),
            entry(
                    "QUOTA",
                    "R-EMG-7",
                    "more emergencies came in 24 hours than any partner may raise",
                    "Telephone: nobody is summoned by it."),
            entry(
                    "EXPIRED",
                    "R-PRO-5",
                    "it is a profile that was no longer valid when it arrived",
                    "Its author has to publish its profile again: tocsin team edit, tocsin team publish."),
            entry(
                    "RELAY_NOT_AGREED",
                    "R-EMG-9",
                    "it is an emergency for another team, and not all agreements on the way allow a relay",
                    "Telephone; then amend the agreements: emergency.relay."));

    private static final Map<String, Reason> VOID = Map.ofEntries(
            entry(
                    "AGREEMENT",
                    "R-LAN-4",
                    "by the time it was sent, no agreement allowed it any more",
                    "Publish a new version once an agreement allows it."),
            entry(
                    "WITHDRAWN",
                    "R-CTL-3",
                    "it was withdrawn before it was sent",
                    "Nothing brings it back: publish a new record."),
            entry(
                    "UNREADABLE",
                    "R-LAN-4",
                    "it could not be read here when it was to be sent",
                    "Run tocsin ledger verify: the disk or the program has damaged it."));

    private static final Map<String, Reason> HELD = Map.ofEntries(
            entry(
                    "NO_AGREEMENT",
                    "R-ADM-4",
                    "the receiver has no agreement in force, or not yet",
                    "It may be on its way, not begun, or suspended: compare both sides' tocsin agreement show."),
            entry("STORAGE", "R-LAN-7", "the receiver's storage fails or is full", "Its operators have to mend it."),
            entry(
                    "NOT_SIGNING",
                    "R-LED-7",
                    "the receiver does not sign now",
                    "Its operators see why with: tocsin node status."),
            entry("DRAINING", "R-LAN-7", "the receiver is stopping", "Wait: it is tried again."));

    private static final Map<String, Reason> PART = Map.ofEntries(
            entry("MARKING_ABOVE_CEILING", "R-REL-3", "marked above the agreement's ceiling", ""),
            entry("NOT_IN_AUDIENCE", "R-REL-4", "for teams that are named only, or names another team", ""),
            entry("TYPE_WITHHELD", "R-REL-8", "of a type that the agreement withholds", ""),
            entry("VICTIM_WITHHELD", "R-REL-8", "the identity of a victim", ""),
            entry("GRANULAR_MARKING", "R-REL-8", "under a granular marking", ""));

    private static Map.Entry<String, Reason> entry(String name, String rule, String says, String remedy) {
        return Map.entry(name, new Reason(name, rule, says, remedy));
    }

    /// Why a record of ours is withheld from a team.
    public static Reason withheld(String name) {
        return of(WITHHELD, name);
    }

    /// Why a receiver refused an item.
    public static Reason refused(String name) {
        return of(REFUSED, name);
    }

    /// Why a sequence went out void.
    public static Reason voided(String name) {
        return of(VOID, name);
    }

    /// Why a receiver has an item wait.
    public static Reason held(String name) {
        return of(HELD, name);
    }

    /// Why a part of a released record is not shown.
    public static Reason part(String name) {
        return of(PART, name);
    }

    private static Reason of(Map<String, Reason> known, String name) {
        return known.getOrDefault(
                name,
                new Reason(
                        name,
                        "-",
                        "the node says " + name,
                        "This program does not know that reason: use one of the node's version."));
    }
}
