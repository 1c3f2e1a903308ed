package org.tocsin.node.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.node.directory.AgreementFileVerifier.Concerned;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.store.Database;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.JsonText;
import org.tocsin.testing.SharedData;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// Forged agreements, each in a directory under `proto/vectors/agreements` that says how it was forged; written with
/// `-Dtocsin.vectors=write`. Rules R-AGR-1 to R-AGR-6.
class AgreementForgeryTest {
    private static final Pattern STEP = Pattern.compile("step (\\d+)");
    /// Of the bits behind the terms one in so many is flipped; all of them with `-Dlong`.
    private static final int STRIDE = Boolean.getBoolean("long") ? 1 : 199;

    private final ForgedAgreements forged = new ForgedAgreements();

    @TempDir
    private Path directory;

    @Test
    void everyForgeryIsRefusedWhereItsTextSays() throws Exception {
        for (ForgedAgreements.Case one : forged.cases()) {
            assertEquals(one.verdict(), verdict(one), one.name());
        }
    }

    @Test
    void theCommittedVectorsAreTheseForgeries() throws Exception {
        Path top = SharedData.repositoryTop().resolve("proto/vectors/agreements");
        boolean writing = "write".equals(System.getProperty("tocsin.vectors"));
        List<String> names = new ArrayList<>();
        for (ForgedAgreements.Case one : forged.cases()) {
            names.add(one.name());
            Path there = writing ? Files.createDirectories(top.resolve(one.name())) : top.resolve(one.name());
            String how =
                    "# " + one.name() + "\n\n" + one.how() + " Verdict of cert-es.example: " + one.verdict() + ".\n";
            if (writing) {
                Files.writeString(there.resolve("how.md"), how);
                Files.writeString(there.resolve("case.json"), JsonText.of(json(one)));
            }
            assertEquals(Files.readString(there.resolve("how.md")), how);
            assertEquals(Files.readString(there.resolve("case.json")), JsonText.of(json(one)), one.name());
        }
        try (var committed = Files.list(top)) {
            assertEquals(
                    names.stream().sorted().toList(),
                    committed
                            .map(path -> path.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    private Map<String, Object> json(ForgedAgreements.Case one) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("how", one.how());
        members.put("verdict", one.verdict());
        members.put("judge", "cert-es.example");
        members.put(
                "pinned",
                new TreeMap<>(Map.of(
                        "cert-es.example", forged.es.papers.rootFingerprint().hex(),
                        "cert-jp.example", forged.jp.papers.rootFingerprint().hex())));
        one.held().ifPresent(held -> members.put("signed_by_both_since", held.hex()));
        members.put("file", one.file().hex());
        return new TreeMap<>(members);
    }

    /// Every bit of the terms, and of what stands behind them one in `STRIDE`.
    @Test
    void noBitOfACountersignedAgreementMayFlip() {
        byte[] good = forged.cases().getFirst().file().array();
        int terms = ForgedAgreements.terms(1, Optional.empty(), Tlp.GREEN, "cert-jp.example")
                        .length()
                + 4;
        List<Integer> taken = new ArrayList<>();
        int flipped = 0;
        for (int bit = 0; bit < good.length * 8; bit += bit < terms * 8 ? 1 : STRIDE) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            if (judged(Bytes.wrap(changed)).equals("accepted")) {
                taken.add(bit);
            }
            flipped++;
        }
        assertEquals(List.of(), taken, () -> "bits that may be flipped in " + good.length + " bytes");
        assertFalse(flipped < terms * 8);
    }

    private String verdict(ForgedAgreements.Case one) throws Exception {
        String judged = judged(one.file());
        if (one.held().isEmpty() || !judged.equals("accepted")) {
            return judged;
        }
        Bytes held = one.held().get();
        var terms = AgreementCodec.decode(AgreementCodec.decodeFile(one.file()).terms());
        var later = AgreementCodec.decode(held);
        var partner = forged.jp.papers.team();
        try (Database database = Database.open(new Database.Address.SqliteFile(directory.resolve("held.db")))) {
            return database.transactions().write(session -> {
                AgreementTable.insert(
                        session,
                        new Own(
                                later.id(),
                                later.version(),
                                partner,
                                held,
                                Sha256.of(held),
                                1,
                                0,
                                1,
                                ForgedAgreements.NOON));
                AgreementTable.insert(
                        session,
                        new Theirs(
                                later.id(),
                                later.version(),
                                partner,
                                held,
                                Sha256.of(held),
                                Bytes.EMPTY,
                                ForgedAgreements.NOON));
                return AgreementIntake.follows(session, terms) ? judged : "overtaken";
            });
        }
    }

    /// As `Agreements.take` judges a file with both signatures, but for what its own ledger holds.
    private String judged(Bytes bytes) {
        try {
            AgreementCodec.Signed file = AgreementCodec.decodeFile(bytes);
            var verifier = new AgreementFileVerifier(forged.view());
            Concerned concerned = verifier.concerned(file.terms());
            for (var signer : List.of(concerned.partner(), forged.es.pinned())) {
                verifier.signature(file.terms(), AgreementFileVerifier.claimedBy(file, signer), signer);
            }
            return "accepted";
        } catch (WireException malformed) {
            return "malformed";
        } catch (FaultException refused) {
            Matcher step = STEP.matcher(String.valueOf(refused.fault().message()));
            return step.find() ? "refused at step " + step.group(1) : "refused";
        }
    }
}
