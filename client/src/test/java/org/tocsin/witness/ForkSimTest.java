package org.tocsin.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;
import org.tocsin.cli.operator.OperatorCommands;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Equivocation.Kind;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;
import org.tocsin.witness.TwoFacedAuthor.History;
import org.tocsin.witness.WitnessingPartner.Finding;

/// An author with two histories, two partners that each see one of them, and one exchange of what they saw: seeded,
/// over
/// every point of a log at which the histories may part; and an honest author whose partners each see something else of
/// every record. What partners do is what a node does. Rules R-SEE-3, R-SEE-4, R-EVI-1, R-EVI-2.
class ForkSimTest {
    private static final int LEAVES = 1_000;
    private static final int REDACTIONS = 10_000;
    private static final long SEED = Long.getLong("seed", 20_261_122);

    @TempDir
    Path elsewhere;

    private final Random random = new Random(SEED);
    private final TwoFacedAuthor author = new TwoFacedAuthor(random);

    private WitnessingPartner partner(History history) {
        return new WitnessingPartner(author, history);
    }

    /// Each tells the other once what it saw: what the first, and what the second, makes of it.
    private List<Finding> exchange(WitnessingPartner one, WitnessingPartner other) {
        return List.of(one.hears(other), other.hears(one));
    }

    /// The file, and the manifests that the author gives to everyone: a third party has nothing else.
    private EquivocationVerdict byThirdParty(Bytes file, Bytes manifests) {
        try {
            Digest root = Fingerprint.of(ManifestCodec.decode(
                            ManifestCodec.decodeFile(manifests).getFirst().manifest())
                    .root());
            return EquivocationVerifier.verify(root, WitnessCodec.equivocation(file));
        } catch (WireException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /// As above, by the command that is made for it.
    private ExitCode byCommand(Bytes file, Bytes manifests) throws IOException {
        Files.write(elsewhere.resolve("evidence"), file.array());
        Files.write(elsewhere.resolve("author.manifests"), manifests.array());
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                new Console(out, out, false, false, true, ZoneOffset.UTC),
                Clock.fixed(TwoFacedAuthor.NOW, ZoneOffset.UTC),
                new SecureRandom(),
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                elsewhere);
        return new Tocsin(surroundings, List.of(new OperatorCommands()), "tocsin")
                .run("evidence", "verify", "evidence", "--manifest", "author.manifests");
    }

    /// One of them at least has what convinces anyone, and neither is left without doubt.
    private void assertProvenTo(int point, List<Finding> findings) throws IOException {
        String where = "seed " + SEED + ", point " + point + ": " + findings;
        assertTrue(findings.stream().noneMatch(Finding.Nothing.class::isInstance), where);
        Set<Equivocation> evidence = evidence(findings);
        assertTrue(!evidence.isEmpty(), where);
        Bytes manifests = ManifestCodec.encodeFile(author.manifests());
        for (Equivocation made : evidence) {
            Bytes file = WitnessCodec.encode(made);
            assertInstanceOf(EquivocationVerdict.Proven.class, byThirdParty(file, manifests), where);
            if (point % 100 == 0) {
                assertEquals(ExitCode.OK, byCommand(file, manifests), where);
            }
        }
    }

    private static Set<Equivocation> evidence(List<Finding> findings) {
        return findings.stream()
                .filter(Finding.Proven.class::isInstance)
                .map(finding -> ((Finding.Proven) finding).evidence())
                .collect(Collectors.toSet());
    }

    private static long[] all(long size) {
        return LongStream.range(0, size).toArray();
    }

    @Test
    void aForkAtEveryPointOfALogIsFoundByOneExchange() {
        History one = author.new History().grow(LEAVES);
        int found = 0;
        int proven = 0;
        for (int point = 0; point < LEAVES; point++) {
            History other = one.upTo(point).grow(1 + random.nextInt(40));
            // Each was sent some of what was stated last, and not always what would prove it.
            long seen = 1L + point + random.nextInt(LEAVES - point);
            WitnessingPartner first = partner(one).sent(seen, seen - 1);
            WitnessingPartner second = partner(other).sent(other.tree.size(), other.tree.size() - 1);
            List<Finding> findings = exchange(first, second);
            found += findings.stream().noneMatch(Finding.Nothing.class::isInstance) ? 1 : 0;
            proven += evidence(findings).isEmpty() ? 0 : 1;
        }
        assertEquals(LEAVES, found, "seed " + SEED);
        assertTrue(proven > 0 && proven < LEAVES, "both ways are tried: " + proven);
    }

    @Test
    void anotherContentForEachOfTwoPartnersIsEvidenceAtEveryPoint() throws IOException {
        History one = author.new History().grow(LEAVES);
        for (int point = 0; point < LEAVES; point++) {
            // The same place says one thing to this partner and another one to that; one of them may have seen more.
            History other = one.upTo(point).grow(1);
            long size = point % 2 == 0 ? point + 1L : 1L + point + random.nextInt(LEAVES - point);
            assertProvenTo(
                    point,
                    exchange(partner(one).sent(size, point), partner(other).sent(point + 1L, point)));
        }
    }

    @Test
    void aLedgerThatWasRolledBackAtEveryPointAndGrewAgainIsEvidence() throws IOException {
        History one = author.new History().grow(LEAVES);
        WitnessingPartner first = partner(one).sent(LEAVES, all(LEAVES));
        for (int point = 0; point < LEAVES; point++) {
            WitnessingPartner second = partner(one.upTo(point).grow(1)).sent(point + 1L, point);
            assertProvenTo(point, exchange(first, second));
        }
    }

    @Test
    void anHonestLedgerIsNeverDoubtedInWhateverOrderItIsSeen() {
        History ledger = author.new History().grow(LEAVES);
        for (int round = 0; round < LEAVES; round++) {
            long one = 1L + random.nextInt(LEAVES);
            long other = 1L + random.nextInt(LEAVES);
            List<Finding> findings = exchange(
                    partner(ledger).sent(one, random.nextLong(one)),
                    partner(ledger).sent(other, other - 1));
            assertTrue(findings.stream().allMatch(Finding.Nothing.class::isInstance), "seed " + SEED);
        }
    }

    /// An author that states record after record and shows of each one thing to this partner, another to that. After
    /// each they tell each other what they saw: heads and statements, in which a redaction must not show.
    private int raised(History forOne, History forOther, int from, int to) {
        SecureRandom salts = new SecureRandom();
        WitnessingPartner one = partner(forOne);
        WitnessingPartner other = partner(forOther);
        int raised = 0;
        for (int round = from; round < to; round++) {
            FragmentTree.Sealed sealed = FragmentTree.seal(parts(round), salts);
            Bytes statement = author.statement(author.version(), sealed.root());
            long index = forOne.state(statement);
            if (forOther != forOne) {
                // The first record is another one for each of them; those that follow are the same.
                forOther.state(round == from ? author.statement(author.version(), sealed.root()) : statement);
            }
            int mask = 1 + round % 62;
            one.shown(index + 1, index, redacted(sealed, mask));
            // Who was behind catches up with the next one.
            if (random.nextInt(4) > 0) {
                other.shown(index + 1, index, redacted(sealed, 63 - mask));
                assertNotEquals(one.redaction(index), other.redaction(index));
            }
            raised += exchange(one, other).stream().allMatch(Finding.Nothing.class::isInstance) ? 0 : 1;
        }
        return raised;
    }

    private static List<Bytes> parts(int round) {
        List<Bytes> parts = new ArrayList<>();
        for (int part = 0; part < 6; part++) {
            parts.add(FragmentCodec.encode(new Fragment.Document(Tlp.GREEN, Bytes.ofUtf8(round + " " + part))));
        }
        return parts;
    }

    private static FragmentSet redacted(FragmentTree.Sealed sealed, int mask) {
        FragmentSet some = FragmentTree.disclose(sealed.set(), number -> (mask >> number & 1) == 1);
        assertEquals(Integer.bitCount(mask), some.fragments().size());
        return some;
    }

    @Test
    void tenThousandRedactionsComparedAfterEachRaiseNothing() {
        History ledger = author.new History();
        // Each record is redacted in one way for one of them, and in another for the other.
        assertEquals(0, raised(ledger, ledger, 0, REDACTIONS), "seed " + SEED);
        assertEquals(REDACTIONS, ledger.tree.size());
    }

    /// What shows that the comparisons above would raise something.
    @Test
    void theSameComparisonsRaiseAForkFromItsPointOn() {
        for (int point = 0; point < 200; point += 10) {
            History ledger = author.new History().grow(point);
            int rounds = 10 + random.nextInt(50);
            int raised = raised(ledger, ledger.upTo(point), point, point + rounds);
            assertTrue(raised > rounds / 3, "seed " + SEED + ", " + raised + " of " + rounds + " from " + point);
        }
    }

    @Test
    void redactionsOfOneStatementAreNoEvidence() {
        SecureRandom salts = new SecureRandom();
        FragmentTree.Sealed sealed = FragmentTree.seal(parts(0), salts);
        History ledger = author.new History().grow(3);
        long index = ledger.state(author.statement(author.version(), sealed.root()));
        Evidence shown = ledger.shown(ledger.tree.size(), index).entries().getFirst();
        for (int mask = 1; mask < 64; mask++) {
            Evidence redacted = new Evidence(
                    shown.checkpoint(),
                    shown.index(),
                    shown.proof(),
                    shown.statement(),
                    FragmentCodec.encode(redacted(sealed, mask)));
            for (Kind kind : Kind.values()) {
                assertInstanceOf(
                        EquivocationVerdict.Refused.class,
                        EquivocationVerifier.verify(
                                author.pinned(), Equivocations.of(kind, author.manifests(), shown, redacted)));
            }
        }
    }
}
