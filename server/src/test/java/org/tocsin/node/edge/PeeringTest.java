package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.ceremony.FingerprintWords;
import org.tocsin.cli.ExitCode;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.Fingerprint;

/// Two officers make their teams peers, with a card and a telephone. Rules R-PEER-1 to R-PEER-3.
class PeeringTest {
    @TempDir
    Path directory = Path.of("");

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startTwo() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
    }

    @AfterEach
    void stopTwo() {
        es.close();
        jp.close();
    }

    @Test
    void aCardAndTheWordsThatWereHeardMakeAPeer() throws Exception {
        Typed shown = OperatorRig.must(jp.type("peer", "card", "--out", "jp.card"));
        String words = String.join(" ", words(jp));
        assertTrue(shown.out().contains(words), shown.out());
        assertTrue(shown.out().contains(Fingerprint.spoken(jp.papers.rootFingerprint())), shown.out());
        assertTrue(shown.out().contains("▀"), shown.out());
        assertTrue(shown.out().contains("The code holds: TOCSIN:CERT-JP.EXAMPLE:"), shown.out());
        Path card = jp.home.resolve("jp.card");

        Typed accepted = OperatorRig.must(es.typeInto(words + "\n", "peer", "accept", card.toString()));
        assertTrue(accepted.out().contains("cert-jp.example"), accepted.out());
        assertTrue(es.teams.view().team(jp.team).isPresent());
        es.audited("\"compared\":\"words heard\"");
        es.audited("spiffe://cert-es.example/officer/");
        assertFalse(jp.teams.view().team(es.team).isPresent(), "the other side says yes for itself");
    }

    @Test
    void theCardsOwnWordsAreNotShownToWhomeverIsToTellWhatWasHeard() throws Exception {
        Typed asked = es.type("peer", "accept", jp.manifests().toString());
        assertEquals(ExitCode.UNUSABLE, asked.exit(), asked.err());
        String all = asked.out() + asked.err();
        assertTrue(all.contains("cert-jp.example"), all);
        for (String word : words(jp)) {
            assertFalse(all.matches("(?s).*\\b" + word + "\\b.*"), all);
        }
        assertFalse(all.contains(jp.papers.rootFingerprint().hex().substring(0, 4)), all);
        assertFalse(es.teams.view().team(jp.team).isPresent());
    }

    @Test
    void afterAnythingWrongNothingIsWrittenAndThePlaceIsNamed() throws Exception {
        List<String> misheard = new ArrayList<>(words(jp));
        misheard.set(4, misheard.get(4).equals("zebra") ? "zinc" : "zebra");
        List<String> exchanged = new ArrayList<>(words(jp));
        Collections.swap(exchanged, 0, 16);
        Typed one = accept(String.join(" ", misheard));
        assertEquals(ExitCode.REFUSED, one.exit());
        assertTrue(one.err().contains("word 5:"), one.err());
        assertTrue(one.err().contains("have it read to you again"), one.err());
        Typed another = accept(String.join(" ", words(es)));
        assertTrue(another.err().contains("nothing was misheard"), another.err());
        for (Typed typed : List.of(one, another, accept(String.join(" ", exchanged)), accept("0".repeat(64)))) {
            assertEquals(ExitCode.REFUSED, typed.exit(), typed.err());
            assertFalse(typed.err().contains(words(jp).get(4)), "the right word is not told: " + typed.err());
        }
        assertFalse(es.teams.view().team(jp.team).isPresent());
        assertFalse(es.audit().contains("PEER_PINNED"), es.audit());
        OperatorRig.must(accept(Fingerprint.spoken(jp.papers.rootFingerprint())));
        es.audited("\"compared\":\"digits heard\"");
    }

    /// The officer's program is not what a peer is made by.
    @Test
    void theNodeComparesForItself() throws Exception {
        try (var client = es.officer()) {
            for (String heard : List.of("", "0".repeat(64), String.join(" ", words(es)), "acorn")) {
                try {
                    client.addPeer(jp.papers.pinned().signed(), heard);
                    throw new AssertionError("taken: " + heard);
                } catch (org.tocsin.peer.OperatorFault refused) {
                    assertFalse(es.teams.view().team(jp.team).isPresent(), refused.getMessage());
                }
            }
            client.addPeer(jp.papers.pinned().signed(), String.join(" ", words(jp)));
            assertTrue(es.teams.view().team(jp.team).isPresent());
        }
    }

    @Test
    void aFileThatIsNoCardIsRefused() throws Exception {
        Files.writeString(es.home.resolve("empty.card"), "");
        Files.writeString(es.home.resolve("text.card"), "TOCSIN:CERT-JP.EXAMPLE");
        for (String file : List.of("empty.card", "text.card", "nowhere.card")) {
            Typed typed = es.type("peer", "accept", file, "--words", "0".repeat(64));
            assertEquals(ExitCode.UNUSABLE, typed.exit(), typed.err());
            assertEquals(1, typed.err().lines().count(), typed.err());
        }
    }

    private Typed accept(String heard) {
        return es.type("peer", "accept", jp.manifests().toString(), "--words", heard);
    }

    private static List<String> words(OperatorRig team) {
        return FingerprintWords.of(team.papers.rootFingerprint());
    }
}
