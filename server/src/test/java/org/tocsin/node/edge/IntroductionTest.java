package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.ceremony.FingerprintWords;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;

/// A mutual partner introduces two teams that do not know each other, truly or not. Rules R-PEER-4 and R-PEER-5.
class IntroductionTest {
    private static final Team FUSION = new Team("fusion.example");

    @TempDir
    Path directory = Path.of("");

    private final TeamPapers fusion = papers(FUSION);
    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void connectTwo() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.connect(es, jp, "AMBER", "AMBER");
    }

    @AfterEach
    void stopTwo() {
        es.close();
        jp.close();
    }

    @Test
    void anIntroductionMakesNobodyAPeer() throws Exception {
        pin(es, fusion);
        introduce();
        NodeRig.until("it arrives", () -> introduced().contains("fusion.example"));
        assertTrue(introduced().contains("cert-es.example"), introduced());
        assertTrue(jp.teams.view().team(FUSION).isEmpty());
        assertTrue(jp.trust.pinned(FUSION).isEmpty());
        es.audited("PEER_INTRODUCED");
        assertFalse(
                es.type("peer", "list", "--introduced").out().contains("cert-jp.example"), "nobody is told unasked");

        String words = String.join(" ", FingerprintWords.of(fusion.rootFingerprint()));
        String others = String.join(" ", FingerprintWords.of(es.papers.rootFingerprint()));
        assertEquals(ExitCode.REFUSED, accept("--words", others).exit());
        assertEquals(ExitCode.UNUSABLE, accept().exit(), "nothing was heard");
        assertTrue(jp.teams.view().team(FUSION).isEmpty());
        OperatorRig.must(accept("--words", words));
        assertEquals(fusion.rootFingerprint(), root(jp));
        jp.audited("\"compared\":\"words heard\"");
    }

    @Test
    void anotherRootForAPinnedTeamIsRefusedWithAnAlarm() throws Exception {
        pin(jp, fusion);
        pin(es, papers(FUSION));
        introduce();
        jp.audited("INTRODUCTION_CONTRADICTS");
        assertEquals(fusion.rootFingerprint(), root(jp));
        assertFalse(introduced().contains("fusion.example"), introduced());
    }

    @Test
    void theTruthAboutAPinnedTeamChangesNothing() throws Exception {
        pin(jp, fusion);
        pin(es, fusion);
        introduce();
        pin(es, papers(new Team("cert-de.example")));
        OperatorRig.must(es.type("peer", "introduce", "cert-de.example", "--to", "cert-jp.example"));
        NodeRig.until("the one behind it arrives", () -> introduced().contains("cert-de.example"));
        assertFalse(introduced().contains("fusion.example"), introduced());
        assertFalse(jp.audit().contains("INTRODUCTION_CONTRADICTS"), jp.audit());
    }

    @Test
    void anOfficerMayTakeAPartnersWordButNoProgramDoes() throws Exception {
        pin(es, fusion);
        introduce();
        NodeRig.until("it arrives", () -> introduced().contains("fusion.example"));
        String[] vouched = {"peer", "accept", "--introduced", "fusion.example", "--on-the-word-of", "cert-es.example"};
        Typed without = jp.type(vouched);
        assertEquals(ExitCode.UNUSABLE, without.exit(), without.err());
        assertEquals(ExitCode.UNUSABLE, jp.typeInto("yes\n", vouched).exit());
        assertEquals(
                ExitCode.REFUSED,
                jp.typeInto("fusion.example\n", with(vouched, "cert-de.example"))
                        .exit());
        assertTrue(jp.teams.view().team(FUSION).isEmpty());

        Typed taken = OperatorRig.must(jp.typeInto("fusion.example\n", vouched));
        assertTrue(taken.out().contains("Nobody has compared this fingerprint"), taken.out());
        assertEquals(fusion.rootFingerprint(), root(jp));
        jp.audited("on the word of cert-es.example");
    }

    @Test
    void whoIsNotAPeerOrHasNoAgreementIsNotIntroducedNorTold() throws Exception {
        pin(es, fusion);
        for (String[] typed : List.of(
                new String[] {"peer", "introduce", "cert-de.example", "--to", "cert-jp.example"},
                new String[] {"peer", "introduce", "cert-es.example", "--to", "cert-jp.example"},
                new String[] {"peer", "introduce", "cert-jp.example", "--to", "cert-jp.example"},
                new String[] {"peer", "introduce", "cert-jp.example", "--to", "fusion.example"})) {
            assertEquals(ExitCode.REFUSED, es.type(typed).exit(), String.join(" ", typed));
        }
        OperatorRig.must(es.type("peer", "cut", "fusion.example"));
        assertEquals(
                ExitCode.REFUSED,
                es.type("peer", "introduce", "fusion.example", "--to", "cert-jp.example")
                        .exit());
    }

    private void introduce() {
        OperatorRig.must(es.type(
                "peer", "introduce", "fusion.example", "--to", "cert-jp.example", "--reason", "you share a sector"));
    }

    private String introduced() {
        return OperatorRig.must(jp.type("peer", "list", "--introduced")).out();
    }

    private Typed accept(String... more) {
        return jp.type(with(new String[] {"peer", "accept", "--introduced", "fusion.example"}, more));
    }

    /// With further words; a single one takes the place of the last.
    private static String[] with(String[] typed, String... more) {
        String[] all = java.util.Arrays.copyOf(typed, more.length == 1 ? typed.length : typed.length + more.length);
        System.arraycopy(more, 0, all, all.length - more.length, more.length);
        return all;
    }

    private static Digest root(OperatorRig node) {
        return node.teams.view().team(FUSION).map(PinnedTeam::rootFingerprint).orElseThrow();
    }

    private static void pin(OperatorRig node, TeamPapers team) {
        node.teams.pin(team.pinned().signed(), team.rootFingerprint(), "test", "test");
    }

    private static TeamPapers papers(Team team) {
        return TeamPapers.make(
                new TeamPapers.Plan(team, "A team", "node-1", List.of(), Suite.ED25519),
                new SecureRandom(),
                InstantSource.system().instant());
    }
}
