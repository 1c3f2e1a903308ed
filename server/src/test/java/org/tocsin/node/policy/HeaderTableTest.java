package org.tocsin.node.policy;

import static org.tocsin.node.policy.GateQuestion.NOW;
import static org.tocsin.node.policy.GateRow.IN;
import static org.tocsin.node.policy.GateRow.both;
import static org.tocsin.node.policy.GateRow.row;
import static org.tocsin.node.policy.GateRow.yes;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Selection;

/// What a header states against what was agreed, as a table, each rule on either side of its edge. Rules R-AGR-7,
/// R-REL-6, R-REL-7, R-REL-9, R-ADM-6.
class HeaderTableTest {
    @ParameterizedTest
    @MethodSource({"kindsAndTypes", "places", "measures", "conditions"})
    void bothGatesDecideByTheRuleThatIsNamed(GateRow row) {
        row.assertDecided();
    }

    static List<GateRow> kindsAndTypes() {
        Selection incidents = Selection.of(List.of("INCIDENT"));
        Selection stated = new Selection(true, new TreeSet<>(), false);
        Selection fraudOrNone = new Selection(false, new TreeSet<>(Set.of("fraud")), true);
        return List.of(
                yes("a kind that is agreed", q -> q.kinds(incidents).facet(FacetKind.TYPES, "incident", "tool")),
                both(
                        "a kind that is not",
                        "kinds: OUT_OF_SCOPE",
                        q -> q.kinds(incidents).facet(FacetKind.TYPES, "report", "tool")),
                both("a record of no type is OTHER", "kinds: OUT_OF_SCOPE", q -> q.kinds(incidents)),
                yes("OTHER is agreed", q -> q.kinds(Selection.of(List.of("OTHER")))),
                row(
                        "a kind that the recipient would not see",
                        "kinds: OUT_OF_SCOPE",
                        "parts: MARKING_ABOVE_CEILING",
                        q -> q.kinds(incidents)
                                .with(new Fragment.Facet(Tlp.AMBER_STRICT, FacetKind.TYPES, List.of("incident")))),
                yes(
                        "a kind at the ceiling",
                        q -> q.kinds(incidents)
                                .with(new Fragment.Facet(Tlp.AMBER, FacetKind.TYPES, List.of("incident")))),
                yes(
                        "a type of a class that is agreed",
                        q -> q.rsit(Selection.of(List.of("fraud"))).facet(FacetKind.RSIT, "fraud/phishing")),
                both(
                        "one of two types is not agreed",
                        "rsit: OUT_OF_SCOPE",
                        q -> q.rsit(Selection.of(List.of("fraud")))
                                .facet(FacetKind.RSIT, "fraud/phishing", "availability/ddos")),
                both("all, if stated, and it is not", "rsit: OUT_OF_SCOPE", q -> q.rsit(stated)),
                yes("all, if stated, and it is", q -> q.rsit(stated).facet(FacetKind.RSIT, "other/other")),
                yes("some or none, and none is stated", q -> q.rsit(fraudOrNone)),
                both(
                        "some or none, and another is stated",
                        "rsit: OUT_OF_SCOPE",
                        q -> q.rsit(fraudOrNone).facet(FacetKind.RSIT, "other/other")));
    }

    static List<GateRow> places() {
        Selection stated = new Selection(true, new TreeSet<>(), false);
        return List.of(
                yes(
                        "a sector that is agreed",
                        q -> q.sectors(Selection.of(List.of("energy"))).facet(FacetKind.SECTORS, "energy")),
                both(
                        "a sector that is not",
                        "sectors: OUT_OF_SCOPE",
                        q -> q.sectors(Selection.of(List.of("energy"))).facet(FacetKind.SECTORS, "health")),
                yes(
                        "a country that is agreed",
                        q -> q.countries(Selection.of(List.of("JP"))).facet(FacetKind.COUNTRIES, "JP")),
                both(
                        "a country that is not",
                        "countries: OUT_OF_SCOPE",
                        q -> q.countries(Selection.of(List.of("JP"))).facet(FacetKind.COUNTRIES, "FR")),
                yes(
                        "sectors stated twice, where all are agreed",
                        q -> q.facet(FacetKind.SECTORS, "energy").facet(FacetKind.SECTORS, "energy")),
                row(
                        "sectors stated twice",
                        "sectors: POLICY_ERROR",
                        "sectors: MALFORMED",
                        q -> q.sectors(stated)
                                .facet(FacetKind.SECTORS, "energy")
                                .facet(FacetKind.SECTORS, "energy")));
    }

    static List<GateRow> measures() {
        return List.of(
                yes("as confident as agreed", q -> q.confidence(50).facet(FacetKind.CONFIDENCE, "50")),
                both(
                        "less confident",
                        "confidence: OUT_OF_SCOPE",
                        q -> q.confidence(50).facet(FacetKind.CONFIDENCE, "49")),
                both("no confidence", "confidence: OUT_OF_SCOPE", q -> q.confidence(1)),
                row(
                        "a confidence that the recipient would not see",
                        "confidence: OUT_OF_SCOPE",
                        "parts: MARKING_ABOVE_CEILING",
                        q -> q.confidence(1).with(new Fragment.Facet(Tlp.RED, FacetKind.CONFIDENCE, List.of("99")))),
                yes("a confidence that is none, where any will do", q -> q.facet(FacetKind.CONFIDENCE, "high")),
                row(
                        "a confidence that is none",
                        "confidence: POLICY_ERROR",
                        "confidence: MALFORMED",
                        q -> q.confidence(1).facet(FacetKind.CONFIDENCE, "high")),
                yes("PAP at its ceiling", q -> q.pap(Pap.GREEN).facet(FacetKind.PAP, "GREEN")),
                both(
                        "PAP above its ceiling",
                        "pap: PAP_ABOVE_CEILING",
                        q -> q.pap(Pap.GREEN).facet(FacetKind.PAP, "AMBER")),
                both(
                        "PAP that nobody knows is RED",
                        "pap: PAP_ABOVE_CEILING",
                        q -> q.pap(Pap.AMBER).facet(FacetKind.PAP, "MAUVE")),
                both(
                        "PAP where none may be",
                        "pap: PAP_ABOVE_CEILING",
                        q -> q.pap(null).facet(FacetKind.PAP, "CLEAR")),
                yes("no PAP where none may be", q -> q.pap(null)));
    }

    static List<GateRow> conditions() {
        return List.of(
                row(
                        "embargo",
                        "embargo: EMBARGOED",
                        IN,
                        q -> q.facet(FacetKind.EMBARGO, NOW.plusMillis(1).toString())),
                yes("an embargo that ends", q -> q.facet(FacetKind.EMBARGO, NOW.toString())),
                row("an embargo that is none", "embargo: POLICY_ERROR", IN, q -> q.facet(FacetKind.EMBARGO, "soon")),
                row(
                        "a policy that begins too late",
                        "policy: IEP_NOT_IN_FORCE",
                        IN,
                        q -> q.facet(FacetKind.IEP, "start_date=" + NOW.plusMillis(1))),
                yes("a policy that begins", q -> q.facet(FacetKind.IEP, "start_date=" + NOW)),
                both("a policy that ends", "policy: IEP_NOT_IN_FORCE", q -> q.facet(FacetKind.IEP, "end_date=" + NOW)),
                yes("a policy that is about to end", q -> q.facet(FacetKind.IEP, "end_date=" + NOW.plusMillis(1))),
                row(
                        "a policy that is none",
                        "policy: POLICY_ERROR",
                        "policy: MALFORMED",
                        q -> q.facet(FacetKind.IEP, "attribution=perhaps")),
                both(
                        "it must name its author, and must not",
                        "attribution: IEP_CONFLICT",
                        q -> q.attribution(Attribution.MUST_NOT).facet(FacetKind.IEP, "attribution=must")),
                both(
                        "it must not, and must",
                        "attribution: IEP_CONFLICT",
                        q -> q.attribution(Attribution.MUST).facet(FacetKind.IEP, "attribution=must-not")),
                yes(
                        "it must, and must",
                        q -> q.attribution(Attribution.MUST).facet(FacetKind.IEP, "attribution=must")));
    }
}
