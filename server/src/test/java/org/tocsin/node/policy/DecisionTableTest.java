package org.tocsin.node.policy;

import static org.tocsin.node.policy.GateQuestion.FROM;
import static org.tocsin.node.policy.GateQuestion.FUSION;
import static org.tocsin.node.policy.GateQuestion.JAPAN;
import static org.tocsin.node.policy.GateQuestion.NOW;
import static org.tocsin.node.policy.GateQuestion.SPAIN;
import static org.tocsin.node.policy.GateQuestion.UNTIL;
import static org.tocsin.node.policy.GateRow.HELD;
import static org.tocsin.node.policy.GateRow.IN;
import static org.tocsin.node.policy.GateRow.NOT_ASKED;
import static org.tocsin.node.policy.GateRow.OUT;
import static org.tocsin.node.policy.GateRow.row;
import static org.tocsin.node.policy.GateRow.yes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// The rules of both gates as a table, each on either side of its edge: agreements, markings, audiences, and what is
/// left out or handed on. Rules R-REL-1 to R-REL-5, R-REL-8, R-REL-9, R-ADM-3, R-ADM-4, R-ADM-6, R-AGR-3, R-AGR-4,
/// R-AGR-8, R-AGR-9, R-RLY-2, R-RLY-3.
class DecisionTableTest {
    @ParameterizedTest
    @MethodSource({"agreements", "others", "markings", "parts", "facets", "audiences", "disclosures", "relays"})
    void bothGatesDecideByTheRuleThatIsNamed(GateRow row) {
        row.assertDecided();
    }

    static List<GateRow> agreements() {
        String no = "agreement: NO_AGREEMENT";
        return List.of(
                yes("nothing", q -> q),
                row("no agreement", no, HELD, q -> q.withoutAgreement()),
                row("no agreement with this team", no, HELD, q -> q.to(FUSION)),
                row("to itself", no, no, q -> q.to(SPAIN)),
                row("a millisecond early", no, HELD, q -> q.at(FROM.minusMillis(1))),
                yes("the first millisecond", q -> q.at(FROM)),
                yes("the last millisecond", q -> q.at(UNTIL.minusMillis(1))),
                row("lapsed", no, no, q -> q.at(UNTIL)),
                row("suspended by its author", no, HELD, q -> q.suspendedBy(SPAIN)),
                row("suspended by its recipient", no, HELD, q -> q.suspendedBy(JAPAN)),
                row("terminated", no, no, q -> q.terminated(NOW)),
                yes("to be terminated", q -> q.terminated(NOW.plusMillis(1))),
                row(
                        "terminated too late",
                        no,
                        no,
                        q -> q.terminated(UNTIL.plusMillis(1)).at(UNTIL)),
                row(
                        "terminated before it began",
                        no,
                        no,
                        q -> q.terminated(FROM).at(FROM.minusMillis(1))));
    }

    /// Agreements beside the ordinary one: each narrows the others.
    static List<GateRow> others() {
        String no = "agreement: NO_AGREEMENT";
        return List.of(
                row(
                        "another that allows less",
                        "marking: MARKING_ABOVE_CEILING",
                        "marking: MARKING_ABOVE_CEILING",
                        q -> q.marking(Tlp.AMBER).beside(other(Optional.of(Tlp.GREEN), Set.of(), Optional.empty()))),
                yes(
                        "another that allows more",
                        q -> q.marking(Tlp.AMBER).beside(other(Optional.of(Tlp.RED), Set.of(), Optional.empty()))),
                row(
                        "another that allows nothing",
                        "marking: MARKING_ABOVE_CEILING",
                        "marking: MARKING_ABOVE_CEILING",
                        q -> q.beside(other(Optional.empty(), Set.of(), Optional.empty()))),
                row(
                        "another that is suspended",
                        no,
                        HELD,
                        q -> q.beside(other(Optional.of(Tlp.RED), Set.of(JAPAN), Optional.empty()))),
                yes(
                        "another that was terminated",
                        q -> q.beside(other(Optional.empty(), Set.of(JAPAN), Optional.of(NOW)))),
                yes(
                        "another with another team",
                        q -> q.beside(GateQuestion.standing(
                                2, new Direction(SPAIN, FUSION, Optional.empty()), Set.of(), Optional.empty()))));
    }

    static List<GateRow> markings() {
        String above = "marking: MARKING_ABOVE_CEILING";
        String understated = "parts: MARKING_UNDERSTATED";
        return List.of(
                yes("at the ceiling", q -> q.marking(Tlp.AMBER)),
                row("above the ceiling", above, above, q -> q.marking(Tlp.AMBER_STRICT)),
                row("nothing may flow", above, above, q -> q.nothingFlows()),
                row("a label that is none is RED, and refused", above, "header: MALFORMED", q -> q.label("green")),
                row(
                        "a label that is none, to a team that is named",
                        OUT,
                        "header: MALFORMED",
                        q -> q.label("green").ceiling(Tlp.RED).named(JAPAN)),
                row("a frame above the record", OUT, understated, q -> q.with(frame(Tlp.AMBER))),
                row("a frame above the ceiling", above, understated, q -> q.with(frame(Tlp.AMBER_STRICT))),
                yes("a frame below the record", q -> q.marking(Tlp.AMBER).with(frame(Tlp.CLEAR))),
                row(
                        "an approval above the ceiling",
                        above,
                        understated,
                        q -> q.with(new Fragment.Approval(Tlp.RED, Bytes.EMPTY))),
                row(
                        "a document above the ceiling",
                        above,
                        understated,
                        q -> q.with(new Fragment.Document(Tlp.RED, Bytes.EMPTY))));
    }

    /// Parts that can be left out alone: those that decide nothing about the record.
    static List<GateRow> parts() {
        String partAbove = "parts: MARKING_ABOVE_CEILING";
        return List.of(
                yes("an object above the record", q -> q.object(Tlp.AMBER, part(10, "report"))),
                row(
                        "an object above the ceiling is left out alone",
                        OUT,
                        partAbove,
                        q -> q.object(Tlp.AMBER_STRICT, part(10, "report"))),
                row(
                        "all objects are above it",
                        "disclosure: NOTHING_LEFT",
                        partAbove,
                        q -> q.empty().object(Tlp.RED, part(10, "report"))),
                row("a property above the ceiling", OUT, partAbove, q -> q.property(Tlp.RED, 1)),
                yes("a property at the ceiling", q -> q.property(Tlp.AMBER, 1)),
                row(
                        "a RED object",
                        OUT,
                        "parts: NOT_IN_AUDIENCE",
                        q -> q.ceiling(Tlp.RED).object(Tlp.RED, part(10, "report"))),
                yes(
                        "a RED object to a team that is named",
                        q -> q.ceiling(Tlp.RED).named(JAPAN).object(Tlp.RED, part(10, "report"))));
    }

    /// Facets above the ceiling: with some of them nothing goes, the others are left out.
    static List<GateRow> facets() {
        String above = "marking: MARKING_ABOVE_CEILING";
        String partAbove = "parts: MARKING_ABOVE_CEILING";
        String understated = "parts: MARKING_UNDERSTATED";
        List<GateRow> rows = new ArrayList<>();
        for (FacetKind kind : List.of(FacetKind.AUDIENCE, FacetKind.PAP, FacetKind.IEP)) {
            rows.add(row(
                    kind + " above the ceiling",
                    above,
                    understated,
                    q -> q.named(JAPAN).with(facet(Tlp.RED, kind))));
        }
        for (FacetKind kind : FacetKind.values()) {
            if (!List.of(FacetKind.MARKING, FacetKind.AUDIENCE, FacetKind.PAP, FacetKind.IEP)
                    .contains(kind)) {
                rows.add(row(
                        kind + " above the ceiling is left out alone",
                        OUT,
                        partAbove,
                        q -> q.with(facet(Tlp.RED, kind))));
            }
        }
        return rows;
    }

    static List<GateRow> audiences() {
        String no = "audience: NOT_IN_AUDIENCE";
        return List.of(
                row("limited, and nobody is named", no, no, q -> q.limited()),
                yes("the recipient is named", q -> q.limited().named(JAPAN)),
                row("another team is named", no, "header: MALFORMED", q -> q.named(FUSION)),
                row(
                        "both are named, and shown",
                        OUT,
                        "header: MALFORMED",
                        q -> q.named(FUSION).named(JAPAN)),
                row("RED, and nobody is named", no, no, q -> q.ceiling(Tlp.RED).marking(Tlp.RED)),
                yes(
                        "RED, and the recipient is named",
                        q -> q.ceiling(Tlp.RED).marking(Tlp.RED).named(JAPAN)),
                yes("AMBER+STRICT, and nobody is named", q -> q.ceiling(Tlp.RED).marking(Tlp.AMBER_STRICT)));
    }

    static List<GateRow> disclosures() {
        String nothing = "disclosure: NOTHING_LEFT";
        String shown = "disclosure: NOT_WITHHELD";
        return List.of(
                row("its only object is withheld", nothing, shown, q -> q.withheld("incident")),
                row(
                        "one of its objects is withheld",
                        OUT,
                        shown,
                        q -> q.withheld("incident").object(10, "report")),
                yes("none of its objects is withheld", q -> q.withheld("report")),
                yes("it has no objects", q -> q.empty().withheld("incident")),
                yes(
                        "a marking definition is never withheld",
                        q -> q.empty().object(10, "marking-definition").withheld("marking-definition")),
                row("an identity that created nothing", nothing, IN, q -> victim(q, false, false)),
                yes("an identity that created something", q -> victim(q, true, false)),
                row("a target that created something", nothing, shown, q -> victim(q, true, true)),
                yes(
                        "a target, where victims are shown",
                        q -> q.withheld("report")
                                .object(Tlp.GREEN, new ContentPart(10, "identity", false, true, false))),
                yes(
                        "a target that is no identity",
                        q -> q.empty()
                                .withheld(true, false)
                                .object(Tlp.GREEN, new ContentPart(10, "incident", false, true, false))),
                row(
                        "an object that holds a granular marking",
                        nothing,
                        shown,
                        q -> q.empty()
                                .withheld(false, true)
                                .object(Tlp.GREEN, new ContentPart(10, "incident", false, false, true))),
                yes(
                        "granular markings are shown",
                        q -> q.empty()
                                .withheld(true, false)
                                .object(Tlp.GREEN, new ContentPart(10, "incident", false, false, true))),
                yes("an object without one", q -> q.withheld(false, true)),
                row(
                        "a property under one",
                        OUT,
                        shown,
                        q -> q.withheld(false, true).property(Tlp.GREEN, 1)),
                yes(
                        "a property, where those are shown",
                        q -> q.withheld("report").property(Tlp.GREEN, 1)),
                yes("nothing is withheld, and no body is at hand", q -> q.bodiesAreNotAtHand()),
                row(
                        "no body is at hand",
                        "disclosure: POLICY_ERROR",
                        "disclosure: MALFORMED",
                        q -> q.withheld("report").bodiesAreNotAtHand()));
    }

    static List<GateRow> relays() {
        Onward anyone = Onward.asMarked(false);
        Onward toJapan = new Onward(Onward.Reach.NAMED_HUBS, new TreeSet<>(Set.of(JAPAN)), false);
        Onward toFusion = new Onward(Onward.Reach.NAMED_HUBS, new TreeSet<>(Set.of(FUSION)), false);
        return List.of(
                relayed("as its marking lets it", OUT, q -> q.relayed(anyone, FUSION)),
                relayed("the recipient has it", "holders: HELD_THERE", q -> q.relayed(anyone, JAPAN)),
                relayed("to the hub that is named", OUT, q -> q.relayed(toJapan, FUSION)),
                relayed("another hub is named", "onward: ONWARD_NOT_AGREED", q -> q.relayed(toFusion, FUSION)),
                relayed("to nobody", "onward: ONWARD_NOT_AGREED", q -> q.relayed(Onward.NOTHING, FUSION)),
                relayed(
                        "and nothing was agreed",
                        "agreement: NO_AGREEMENT",
                        q -> q.relayed(anyone, FUSION).withoutAgreement()),
                relayed(
                        "a part would be withheld",
                        "disclosure: NOT_DIVISIBLE",
                        q -> q.relayed(anyone, FUSION).withheld("incident").object(10, "report")),
                relayed(
                        "no part would be withheld",
                        OUT,
                        q -> q.relayed(anyone, FUSION).withheld("report")));
    }

    private static Standing other(Optional<Tlp> ceiling, Set<Team> suspendedBy, Optional<Instant> terminated) {
        return GateQuestion.standing(2, new Direction(SPAIN, JAPAN, ceiling), suspendedBy, terminated);
    }

    private static Fragment frame(Tlp marking) {
        return new Fragment.Frame(marking, Bytes.EMPTY, Bytes.EMPTY);
    }

    private static ContentPart part(long order, String type) {
        return new ContentPart(order, type, false, false, false);
    }

    private static Fragment facet(Tlp marking, FacetKind kind) {
        String value = switch (kind) {
            case PAP -> "CLEAR";
            case IEP -> "attribution=may";
            case EMBARGO -> FROM.toString();
            default -> "0";
        };
        return new Fragment.Facet(marking, kind, List.of(value));
    }

    private static GateQuestion victim(GateQuestion asked, boolean creator, boolean targeted) {
        return asked.empty()
                .withheld(true, false)
                .object(Tlp.GREEN, new ContentPart(10, "identity", creator, targeted, false));
    }

    private static GateRow relayed(String told, String out, UnaryOperator<GateQuestion> question) {
        return row("handed on, " + told, out, NOT_ASKED, question);
    }
}
