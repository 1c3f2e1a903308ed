package org.tocsin.cli.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.testing.AgreementSamples;
import org.tocsin.wire.AgreementCodec;

/// A draft says what the terms say, and nothing that the terms cannot say. Rules R-AGR-2, R-AGR-7, R-AGR-11.
class DraftTest {
    private static final int CASES = 500;
    private static final long SEED = 11;
    private static final Team ES = AgreementSamples.ES;
    private static final Team JP = AgreementSamples.JP;

    private static SharingAgreement read(String draft) {
        return assertInstanceOf(
                        DraftReading.Read.class, DraftReader.read(draft), () -> String.valueOf(DraftReader.read(draft)))
                .agreement();
    }

    private static String filled() {
        return DraftWriter.text(AgreementSamples.filled(), ES);
    }

    @Test
    void whateverIsWrittenAsADraftReadsBackAsTheSameTerms() {
        var samples = new AgreementSamples(SEED);
        assertEquals(AgreementSamples.filled(), read(filled()));
        assertEquals(AgreementSamples.filled(), read(DraftWriter.text(AgreementSamples.filled(), JP)));
        for (int i = 0; i < CASES; i++) {
            SharingAgreement agreement = samples.agreement();
            SharingAgreement meant = withinDrafts(agreement);
            assertEquals(
                    AgreementCodec.encode(meant),
                    AgreementCodec.encode(read(DraftWriter.text(meant, i % 2 == 0 ? ES : JP))));
        }
    }

    /// A draft is stricter in two points: a first version follows none, and a review lies inside the agreement.
    private static SharingAgreement withinDrafts(SharingAgreement sample) {
        var conduct = sample.conduct();
        return new SharingAgreement(
                sample.id(),
                sample.version(),
                sample.version() == 1 ? java.util.Optional.empty() : sample.previous(),
                sample.title(),
                sample.legalBasis(),
                sample.from(),
                sample.until(),
                new org.tocsin.model.agreement.Conduct(
                        conduct.review().map(review -> sample.from()),
                        conduct.noticeDays(),
                        conduct.approvals(),
                        conduct.languages(),
                        conduct.emergency(),
                        conduct.checkInDays(),
                        conduct.annexes(),
                        conduct.accession()),
                sample.first(),
                sample.second());
    }

    @Test
    void everyTemplateIsWholeAndHasACommentAboveEachTerm() {
        for (DraftTemplate template : DraftTemplate.values()) {
            SharingAgreement terms = template.draft(
                    Bytes.wrap(new byte[16]), ES, DraftTemplate.ANY_MEMBER, Instant.parse("2026-11-22T13:00:00Z"));
            assertEquals(Instant.parse("2030-11-22T00:00:00Z"), terms.until());
            String draft = DraftWriter.text(terms, ES);
            assertEquals(terms, read(draft));
            assertEquals(template, DraftTemplate.of(template.word()).orElseThrow());
            List<String> lines = draft.lines().toList();
            for (int i = 1; i < lines.size(); i++) {
                if (lines.get(i).contains(" = ")
                        && !lines.get(i).startsWith("#")
                        && !lines.get(i).startsWith("partner")) {
                    assertTrue(lines.get(i - 1).startsWith("# "), lines.get(i));
                }
            }
        }
    }

    @Test
    void aTermThatIsNotThereIsNamed() {
        for (String line : filled().lines().toList()) {
            int equals = line.indexOf(" = ");
            if (equals > 0 && !line.startsWith("#") && !line.startsWith("review")) {
                var refused = refused(filled().replaceFirst(java.util.regex.Pattern.quote(line + "\n"), ""));
                String key = line.substring(0, equals);
                assertTrue(
                        refused.stream().anyMatch(problem -> problem.key().endsWith(key)), () -> key + ": " + refused);
            }
        }
    }

    @Test
    void aTermThatIsNotKnownIsNamedWithItsLine() {
        String draft = filled().replace("quota = 3\n", "quota = 3\nqouta = 3\n")
                .replace("[gives]\n", "[gives]\ncieling = 1\n");
        var problems = refused("surprise = 1\n" + draft);
        assertEquals(
                List.of("surprise", "gives.cieling", "emergency.qouta"),
                problems.stream().map(DraftReading.Problem::key).toList());
        assertEquals(1, problems.getFirst().line());
        List<String> lines = ("surprise = 1\n" + draft).lines().toList();
        assertEquals(lines.indexOf("cieling = 1") + 1, problems.get(1).line());
        assertEquals(lines.indexOf("qouta = 3") + 1, problems.get(2).line());
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        List<String[]> changes = new ArrayList<>();
        changes.add(new String[] {"partner = \"cert-jp.example\"", "partner = \"JP\"", "partner"});
        changes.add(new String[] {"version = 3", "version = 0", "agreement.version"});
        changes.add(new String[] {"from = 2026-01-01T00:00:00Z", "from = \"soon\"", "agreement.from"});
        changes.add(new String[] {"ceiling = \"AMBER+STRICT\"", "ceiling = \"WHITE\"", "gives.ceiling"});
        changes.add(new String[] {"history_days = 90", "history_days = 36501", "gives.history_days"});
        changes.add(new String[] {"onward = \"named-hubs\"", "onward = \"all\"", "gives.onward"});
        changes.add(new String[] {"kinds = [\"INCIDENT\", \"REPORT\"]", "kinds = [\"RUMOUR\"]", "gives.kinds"});
        changes.add(new String[] {"\"fraud/phishing\"]", "\"fraud/fishing\"]", "gives.rsit"});
        changes.add(new String[] {"\"ES\", \"JP\"]", "\"XX\"]", "gives.countries"});
        changes.add(new String[] {"confidence_min = 60", "confidence_min = true", "gives.confidence_min"});
        changes.add(new String[] {"pap_ceiling = \"AMBER\"", "pap_ceiling = 1", "gives.pap_ceiling"});
        changes.add(new String[] {"\"email-addr\", ", "\"email-addr\", \"email-addr\", ", "gives.withhold_types"});
        changes.add(new String[] {"withhold_victims = true", "withhold_victims = \"yes\"", "gives.withhold_victims"});
        changes.add(new String[] {"{ read = 24,", "{ read = 0,", "gives.receipts_owed.read"});
        changes.add(new String[] {"precedences = [\"FLASH\"", "precedences = [\"SOON\"", "emergency.precedences"});
        changes.add(new String[] {"DURATION:PT2H\"", "DURATION:P2M\"", "emergency.drill_window"});
        changes.add(new String[] {"kind = \"visit\"", "kind = \"party\"", "annex.kind"});
        String draft = filled();
        for (String[] change : changes) {
            assertTrue(draft.contains(change[0]), change[0]);
            draft = draft.replaceFirst(java.util.regex.Pattern.quote(change[0]), change[1]);
        }
        var keys = refused(draft).stream().map(DraftReading.Problem::key).toList();
        for (String[] change : changes) {
            assertTrue(keys.contains(change[2]), () -> change[2] + " in " + keys);
        }
    }

    @Test
    void whatContradictsItselfIsNamed() {
        for (String[] change : new String[][] {
            {"until = 2030-01-01T00:00:00Z", "until = 2026-01-01T00:00:00Z"},
            {"review = 2028-01-01T00:00:00Z", "review = 2031-01-01"},
            {"partner = \"cert-jp.example\"", "partner = \"cert-es.example\""},
            {"onward = \"named-hubs\"", "onward = \"none\""},
            {"kinds = [\"INCIDENT\"", "kinds = [\"(all)\", \"INCIDENT\""},
            {"version = 3", "version = 1"},
            {"hub = \"cert-jp.example\"", "hub = \"hub-a.example\""},
            {"from = 2026-01-01T00:00:00Z", "from = 2026-01-01T00:00:00.0001Z"},
            {"[gives]", "[gives"},
        }) {
            assertTrue(filled().contains(change[0]), change[0]);
            refused(filled().replace(change[0], change[1]));
        }
    }

    @Test
    void textsFromOthersCannotLeaveTheirLine() {
        var sample = AgreementSamples.filled();
        var hostile = new SharingAgreement(
                sample.id(),
                sample.version(),
                sample.previous(),
                "\"\n[gives]\u202e\u001b[2J\\",
                sample.legalBasis(),
                sample.from(),
                sample.until(),
                sample.conduct(),
                sample.first(),
                sample.second());
        String draft = DraftWriter.text(hostile, ES);
        assertEquals(hostile, read(draft));
        assertTrue(draft.codePoints().noneMatch(point -> point == 0x1b || point == 0x202e));
    }

    private static List<DraftReading.Problem> refused(String draft) {
        return assertInstanceOf(DraftReading.Refused.class, DraftReader.read(draft))
                .problems();
    }
}
