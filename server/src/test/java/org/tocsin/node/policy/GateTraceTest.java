package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.node.policy.GateQuestion.FUSION;
import static org.tocsin.node.policy.GateQuestion.JAPAN;
import static org.tocsin.node.policy.GateQuestion.NOW;
import static org.tocsin.node.policy.GateQuestion.SPAIN;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// What people are told of a decision: every rule in its order, what it looked at and what it said. Rules R-REL-5,
/// R-REL-9, R-ADM-2.
class GateTraceTest {
    private static final String TERMS =
            "agreement=00000000000000000000000000000001 version=1 from=2026-01-01T00:00:00Z until=2027-01-01T00:00:00Z";

    private static final Direction BACK = new Direction(JAPAN, SPAIN, Optional.of(Tlp.CLEAR));

    @Test
    void theGateOutwardsTellsWhatEveryRuleLookedAt() {
        assertTold("""
                R-RLY-3 holders not asked
                R-RLY-2 onward not asked
                R-REL-1 agreement $TERMS now=2026-06-01T00:00:00Z
                R-REL-2 marking marking=GREEN ceiling=AMBER
                R-REL-4 audience marking=GREEN limited=yes named=cert-jp.example
                R-REL-6 kinds stated=INCIDENT marking=GREEN allowed=REPORT unstated=not allowed: OUT_OF_SCOPE
                R-REL-6 rsit stated=fraud/phishing marking=GREEN allowed=fraud unstated=not allowed
                R-REL-6 sectors stated=energy stated=health marking=GREEN allowed=energy unstated=allowed: OUT_OF_SCOPE
                R-REL-6 countries stated=JP marking=GREEN allowed=all unstated=allowed
                R-REL-6 confidence stated=49 least=50: OUT_OF_SCOPE
                R-REL-6 pap stated=AMBER ceiling=GREEN: PAP_ABOVE_CEILING
                R-REL-7 embargo not before=2026-06-01T00:00:00.002Z now=2026-06-01T00:00:00Z: EMBARGOED until \
                2026-06-01T00:00:00.002Z
                R-REL-7 policy attribution=must start_date=2026-06-01T00:00:00.001Z now=2026-06-01T00:00:00Z: \
                IEP_NOT_IN_FORCE until 2026-06-01T00:00:00.001Z
                R-REL-7 attribution record=MUST agreement=MUST_NOT: IEP_CONFLICT
                R-REL-8 disclosure withheld type=incident victims=withheld granular markings=shown: NOTHING_LEFT
                """, manyTerms().release().trace());
    }

    @Test
    void theGateInwardsTellsWhatEveryRuleLookedAt() {
        assertTold("""
                R-ADM-4 agreement $TERMS now=2026-06-01T00:00:00Z
                R-ADM-3 header marking=GREEN ceiling=AMBER
                R-ADM-3 marking marking=GREEN ceiling=AMBER
                R-ADM-3 audience limited=yes named=yes
                R-ADM-3 parts marking=GREEN ceiling=AMBER
                R-ADM-6 kinds stated=INCIDENT marking=GREEN allowed=REPORT unstated=not allowed: OUT_OF_SCOPE
                R-ADM-6 rsit stated=fraud/phishing marking=GREEN allowed=fraud unstated=not allowed
                R-ADM-6 sectors stated=energy stated=health marking=GREEN allowed=energy unstated=allowed: OUT_OF_SCOPE
                R-ADM-6 countries stated=JP marking=GREEN allowed=all unstated=allowed
                R-ADM-6 confidence stated=49 least=50: OUT_OF_SCOPE
                R-ADM-6 pap stated=AMBER ceiling=GREEN: PAP_ABOVE_CEILING
                R-ADM-6 policy attribution=must start_date=2026-06-01T00:00:00.001Z agreement=MUST_NOT \
                now=2026-06-01T00:00:00Z
                R-ADM-6 attribution attribution=must start_date=2026-06-01T00:00:00.001Z agreement=MUST_NOT \
                now=2026-06-01T00:00:00Z: IEP_CONFLICT
                R-ADM-6 disclosure withheld type=incident victims=withheld granular markings=shown: NOT_WITHHELD
                """, manyTerms().admission().trace());
    }

    private static GateQuestion manyTerms() {
        return new GateQuestion()
                .limited()
                .named(JAPAN)
                .facet(FacetKind.TYPES, "incident")
                .facet(FacetKind.RSIT, "fraud/phishing")
                .facet(FacetKind.SECTORS, "energy", "health")
                .facet(FacetKind.COUNTRIES, "JP")
                .facet(FacetKind.CONFIDENCE, "49")
                .facet(FacetKind.PAP, "AMBER")
                .facet(FacetKind.IEP, "attribution=must", "start_date=" + NOW.plusMillis(1))
                .facet(FacetKind.EMBARGO, NOW.plusMillis(2).toString())
                .kinds(Selection.of(List.of("REPORT")))
                .rsit(Selection.of(List.of("fraud")))
                .sectors(new Selection(false, new TreeSet<>(Set.of("energy")), true))
                .confidence(50)
                .pap(Pap.GREEN)
                .attribution(Attribution.MUST_NOT)
                .withheld(true, false, "incident");
    }

    @Test
    void whatIsNotStatedAndWhatCannotBeReadIsToldAsSuchOutwards() {
        assertTold("""
                R-RLY-3 holders not asked
                R-RLY-2 onward not asked
                R-REL-1 agreement $TERMS now=2026-06-01T00:00:00Z
                R-REL-2 marking marking=GREEN ceiling=none: MARKING_ABOVE_CEILING
                R-REL-4 audience marking=GREEN limited=no
                R-REL-6 kinds stated=OTHER allowed=all unstated=allowed: OUT_OF_SCOPE
                R-REL-6 rsit allowed=all unstated=allowed: OUT_OF_SCOPE
                R-REL-6 sectors allowed=all unstated=allowed: OUT_OF_SCOPE
                R-REL-6 countries allowed=all unstated=allowed: OUT_OF_SCOPE
                R-REL-6 confidence stated=none least=0: OUT_OF_SCOPE
                R-REL-6 pap stated=none ceiling=none
                R-REL-7 embargo not before=none now=2026-06-01T00:00:00Z
                R-REL-7 policy stated=cannot be read: POLICY_ERROR
                R-REL-7 attribution stated=cannot be read: POLICY_ERROR
                R-REL-8 disclosure victims=shown granular markings=withheld: POLICY_ERROR
                """, littleThatCanBeRead().release().trace());
    }

    @Test
    void whatIsNotStatedAndWhatCannotBeReadIsToldAsSuchInwards() {
        assertTold("""
                R-ADM-4 agreement $TERMS now=2026-06-01T00:00:00Z
                R-ADM-3 header marking=GREEN ceiling=none
                R-ADM-3 marking marking=GREEN ceiling=none: MARKING_ABOVE_CEILING
                R-ADM-3 audience limited=no named=no
                R-ADM-3 parts marking=GREEN ceiling=none: MARKING_ABOVE_CEILING
                R-ADM-6 kinds stated=OTHER allowed=all unstated=allowed: OUT_OF_SCOPE
                R-ADM-6 rsit allowed=all unstated=allowed: OUT_OF_SCOPE
                R-ADM-6 sectors allowed=all unstated=allowed: OUT_OF_SCOPE
                R-ADM-6 countries allowed=all unstated=allowed: OUT_OF_SCOPE
                R-ADM-6 confidence stated=none least=0: OUT_OF_SCOPE
                R-ADM-6 pap stated=none ceiling=none
                R-ADM-6 policy stated=cannot be read: MALFORMED
                R-ADM-6 attribution stated=cannot be read: MALFORMED
                R-ADM-6 disclosure victims=shown granular markings=withheld: MALFORMED
                """, littleThatCanBeRead().admission().trace());
    }

    private static GateQuestion littleThatCanBeRead() {
        return new GateQuestion()
                .nothingFlows()
                .bodiesAreNotAtHand()
                .withheld(false, true)
                .pap(null)
                .facet(FacetKind.IEP, "attribution=perhaps");
    }

    @Test
    void withoutTermsMostRulesAreNotAsked() {
        String notAsked = """
                R-REL-2 marking not asked
                R-REL-4 audience not asked
                R-REL-6 kinds not asked
                R-REL-6 rsit not asked
                R-REL-6 sectors not asked
                R-REL-6 countries not asked
                R-REL-6 confidence not asked
                R-REL-6 pap not asked
                R-REL-7 embargo not asked
                R-REL-7 policy not asked
                R-REL-7 attribution not asked
                R-REL-8 disclosure not asked
                """;
        assertTold(
                """
                R-RLY-3 holders not asked
                R-RLY-2 onward not asked
                R-REL-1 agreement now=2026-06-01T00:00:00Z: NO_AGREEMENT
                """ + notAsked, new GateQuestion().withoutAgreement().release().trace());
        Onward toFusion = new Onward(Onward.Reach.NAMED_HUBS, new TreeSet<>(Set.of(FUSION)), false);
        assertTold(
                """
                R-RLY-3 holders held by=cert-es.example
                R-RLY-2 onward onward=NAMED_HUBS hub=fusion.example: ONWARD_NOT_AGREED
                R-REL-1 agreement $TERMS terminated=2026-06-01T00:00:00Z suspended by=cert-jp.example \
                now=2026-06-01T00:00:00Z: NO_AGREEMENT
                """ + notAsked,
                new GateQuestion()
                        .relayed(toFusion, SPAIN)
                        .terminated(NOW)
                        .suspendedBy(JAPAN)
                        .release()
                        .trace());
        assertEquals(
                List.of("R-ADM-4 agreement now=2026-06-01T00:00:00Z: NO_AGREEMENT", "R-ADM-3 header not asked"),
                TraceText.of(new GateQuestion().withoutAgreement().admission().trace())
                        .subList(0, 2));
    }

    @Test
    void agreementsAreToldInTheOrderOfTheirIds() {
        Direction gives = new Direction(SPAIN, JAPAN, Optional.of(Tlp.GREEN));
        var restrict = new Act.Restrict(new Direction(SPAIN, JAPAN, Optional.of(Tlp.CLEAR)), BACK);
        List<Standing> agreements = new ArrayList<>();
        for (int id : List.of(3, 1, 255, 2, 128)) {
            Standing standing = GateQuestion.standing(id, gives, Set.of(), Optional.empty());
            agreements.add(
                    id == 2
                            ? Standing.of(
                                    standing.agreement(),
                                    new TreeSet<>(),
                                    List.of(new Standing.Restriction(JAPAN, 1, restrict)),
                                    Optional.empty())
                            : standing);
        }
        List<Trace.Looked> looked = Terms.looked(agreements, SPAIN, JAPAN, NOW);
        assertEquals(
                List.of("01", "02", "03", "80", "ff"),
                looked.stream()
                        .filter(one -> one.what().equals("agreement"))
                        .map(one -> one.value().substring(30))
                        .toList());
        assertTrue(looked.contains(new Trace.Looked("restricted by", "cert-jp.example")));
    }

    @Test
    void aPolicyThatHasEndedBeforeItBeginsIsNotWaitedFor() {
        var asked = new GateQuestion()
                .facet(FacetKind.IEP, "end_date=" + NOW, "start_date=" + NOW.plusMillis(1))
                .release();
        assertEquals(new ReleaseDecision.Withheld(WithholdReason.IEP_NOT_IN_FORCE, Optional.empty()), asked.decision());
    }

    @Test
    void whatGoesOutAndWhatComesInNamesItsTerms() {
        Bytes agreement = Bytes.ofHex("00000000000000000000000000000001");
        assertEquals(
                new ReleaseDecision.Released(agreement, 1, new Disclosure(JAPAN, Tlp.AMBER, true, false, Map.of())),
                new GateQuestion().named(JAPAN).release().decision());
        AdmissionDecision.Admitted admitted =
                (AdmissionDecision.Admitted) new GateQuestion().admission().decision();
        assertEquals(agreement, admitted.agreementId());
        assertEquals(1, admitted.agreementVersion());
        assertEquals(Optional.of(Tlp.AMBER), admitted.direction().ceiling());
    }

    @Test
    void anErrorBeforeTheFirstRuleIsToldAsOneAndDenies() {
        List<Standing> broken = new AbstractList<>() {
            @Override
            public Standing get(int index) {
                throw new IllegalStateException("broken");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        RecordSubject subject =
                RecordSubject.outline(List.of(new Fragment.Facet(Tlp.CLEAR, FacetKind.MARKING, List.of("CLEAR"))));
        Release.Traced release = Release.trace(subject, broken, SPAIN, JAPAN, NOW);
        assertEquals(new ReleaseDecision.Withheld(WithholdReason.POLICY_ERROR), release.decision());
        assertTold("R-REL-5 error: POLICY_ERROR\n", release.trace());
        Admission.Traced admission = Admission.trace(subject, broken, SPAIN, JAPAN, NOW);
        assertEquals(new AdmissionDecision.Refused(RefusalReason.MALFORMED), admission.decision());
        assertTold("R-ADM-2 error: MALFORMED\n", admission.trace());
    }

    private static void assertTold(String expected, Trace trace) {
        assertEquals(expected.strip().replace("$TERMS", TERMS), String.join("\n", TraceText.of(trace)));
    }
}
