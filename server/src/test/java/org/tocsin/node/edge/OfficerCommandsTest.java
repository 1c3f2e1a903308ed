package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.JsonTree;

/// What officers type and what they are told, from two nodes that know nothing of each other to a verified record.
/// Rules R-AGR-1, R-LIM-3 and R-REC-2.
class OfficerCommandsTest {
    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void whatIsPublishedHereIsExportedThereByteForByte() throws Exception {
        OperatorRig.connect(es, jp, "RED", "GREEN");
        Path pretty = write(es, "pretty.json", SampleRecords.bundle(1, Tlp.GREEN, 3, "three of them"));
        Path red = write(es, "red.json", SampleRecords.bundle(2, Tlp.RED));
        OperatorRig.must(es.type("record", "publish", pretty.toString()));
        OperatorRig.must(es.type("record", "publish", "--audience", "cert-jp.example", red.toString()));
        NodeRig.until("both are stored", () -> stored(jp, es) == 2);
        assertEquals(3, jp.type("record", "list").lines().size(), "a heading and two records");

        Typed lines = OperatorRig.must(jp.type("record", "export"));
        assertEquals(2, lines.lines().size());
        assertEquals(Files.readString(red), lines.lines().get(1) + "\n");
        assertTrue(lines.err().contains("has line breaks"), lines.err());

        Path out = directory.resolve("out");
        Typed files = OperatorRig.must(jp.type("record", "export", "--out", out.toString(), "--output", "json"));
        String file = json(files, 0).at("file").text();
        assertEquals(Bytes.wrap(Files.readAllBytes(pretty)), Bytes.wrap(Files.readAllBytes(Path.of(file))));

        Typed rest = jp.type(
                "record", "export", "--since", json(files, 0).at("cursor").text());
        assertEquals(Files.readString(red), rest.out());
        Typed own = es.type("record", "export");
        assertEquals("", own.out(), "the own records are exported only if asked for");
        assertEquals(
                2,
                es.type("record", "export", "--from", "cert-es.example").lines().size());
    }

    @Test
    void aCursorFileGoesOnWhereTheExportBeforeEnded() throws Exception {
        publish(es, 1, Tlp.GREEN);
        String[] export = {"record", "export", "--from", "cert-es.example", "--cursor-file", "cursor"};
        assertEquals(1, es.type(export).lines().size());
        assertEquals(0, es.type(export).lines().size());
        publish(es, 2, Tlp.GREEN);
        assertEquals(1, es.type(export).lines().size());
    }

    @Test
    void aCursorStaysWhereItIsWhenNobodyReadsTheExport() throws Exception {
        publish(es, 1, Tlp.GREEN);
        String[] export = {"record", "export", "--from", "cert-es.example", "--cursor-file", "cursor"};
        OutputStream closedPipe = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Typed typed = es.typeTo(closedPipe, export);
        assertEquals(ExitCode.UNUSABLE, typed.exit(), typed.err());
        assertEquals(1, typed.err().lines().count(), typed.err());
        assertEquals(1, es.type(export).lines().size());
    }

    @Test
    void refusedDocumentsDoNotStopTheOthersAndExitWithOne() throws Exception {
        String lines = SampleRecords.bundle(1, Tlp.CLEAR).utf8() + "{\"type\":\"bundle\"}\n\n[1]\n"
                + SampleRecords.bundle(2, Tlp.AMBER).utf8();
        Typed typed = es.typeInto(lines, "record", "publish", "-", "--output", "json");
        assertEquals(ExitCode.NEGATIVE, typed.exit());
        assertEquals(
                List.of("published", "refused", "refused", "published"),
                typed.lines().stream()
                        .map(line -> tree(line).at("verdict").text())
                        .toList());
        assertEquals("-:1", json(typed, 0).at("document").text());
        assertEquals("-:4", json(typed, 2).at("document").text());
        assertEquals("AMBER", json(typed, 3).at("marking").text());
        assertFalse(json(typed, 1).at("reasons").list().isEmpty());
        assertEquals(2, es.ledger.head().tree().size());
    }

    @Test
    void whatWasReadOfAFileThatBreaksOffIsPublishedAndAnswered() throws Exception {
        var whole = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(whole)) {
            for (int number = 0; number < 400; number++) {
                gzip.write(SampleRecords.bundle(number, Tlp.GREEN).array());
            }
        }
        Path cut = directory.resolve("cut.jsonl.gz");
        Files.write(cut, Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
        Typed typed = es.type("record", "publish", cut.toString(), "--output", "json");
        assertEquals(ExitCode.NEGATIVE, typed.exit());
        assertTrue(typed.err().contains("the rest was not read"), typed.err());
        assertFalse(typed.lines().isEmpty());
        assertEquals(typed.lines().size(), es.ledger.head().tree().size());
    }

    @Test
    void aNewVersionSupersedesTheOneBefore() throws Exception {
        String record = publish(es, 1, Tlp.GREEN);
        Path next = write(es, "next.json", SampleRecords.bundle(1, Tlp.GREEN, 2, "more is known"));
        Typed typed = OperatorRig.must(
                es.type("record", "publish", "--supersedes", record, next.toString(), "--output", "json"));
        assertEquals(record, json(typed, 0).at("record").text());
        assertEquals(2, json(typed, 0).at("version").number());
        Typed foreign = es.type(
                "record", "publish", "--supersedes", record.replace("-es", "-jp"), next.toString(), "--output", "json");
        assertEquals(ExitCode.NEGATIVE, foreign.exit());
        assertTrue(foreign.out().contains("NOT_OWN_RECORD"), foreign.out());
    }

    @Test
    void everyDecisionIsShownWithItsReason() throws Exception {
        OperatorRig.connect(es, jp, "GREEN", "GREEN");
        String green = publish(es, 1, Tlp.GREEN);
        String amber = publish(es, 2, Tlp.AMBER);
        NodeRig.until(
                "it is receipted", () -> es.lanes.status(jp.team).orElseThrow().receipted() == 1);
        JsonTree released = json(es.type("record", "show", green, "--output", "json"), 0);
        assertTrue(released.at("decisions").list().getFirst().at("processed").truth());
        JsonTree withheld = json(es.type("record", "show", shortId(amber), "--output", "json"), 0);
        JsonTree decision = withheld.at("decisions").list().getFirst();
        assertEquals("cert-jp.example", decision.at("partner").text());
        assertEquals("MARKING_ABOVE_CEILING", decision.at("reason").text());

        JsonTree peer = json(es.type("peer", "show", "cert-jp.example", "--output", "json"), 0);
        assertEquals(
                1,
                peer.at("lane_out").at("withheld").at("MARKING_ABOVE_CEILING").number());
        assertEquals(0, peer.at("lag").number());
        JsonTree back = json(jp.type("peer", "list", "--output", "json"), 0);
        assertEquals(1, back.at("lane_in").at("stored").number());
        assertTrue(back.find("certificate_expires_at").isPresent());
    }

    @Test
    void whenAPartnersCertificateEndsIsKnownFromTheFirstConnectionOnWhateverIsBelievedAnew() throws Exception {
        es.teams.pin(jp.papers.pinned().signed(), jp.papers.rootFingerprint(), "test", "test");
        String before = OperatorRig.must(es.type("peer", "list")).out();
        assertTrue(before.contains("no certificate was seen that counts now: cert-jp.example"), before);
        OperatorRig.connect(es, jp, "GREEN", "GREEN");
        publish(es, 1, Tlp.GREEN);
        NodeRig.until("it is stored", () -> stored(jp, es) == 1);
        es.trust.replace(es.trust.teams());
        Instant end = jp.papers.node().certificate().getNotAfter().toInstant();
        JsonTree peer = json(es.type("peer", "list", "--output", "json"), 0);
        assertEquals(end, Instant.parse(peer.at("certificate_expires_at").text()));
        assertFalse(es.type("peer", "list").out().contains("no certificate"));
    }

    @Test
    void aProofHoldsOfflineAndEveryFlippedBitOfItIsRefused() throws Exception {
        OperatorRig.connect(es, jp, "GREEN", "GREEN");
        String record = publish(es, 1, Tlp.GREEN);
        NodeRig.until("it is stored", () -> stored(jp, es) == 1);
        OperatorRig.must(jp.type("record", "verify", record));
        OperatorRig.must(es.type("record", "verify", record));
        OperatorRig.must(jp.type("ledger", "prove", record, "--out", "proof"));
        OperatorRig.must(jp.type("ledger", "prove", record, "--with-content", "--out", "disclosing"));
        String fingerprint = es.papers.rootFingerprint().hex();

        Typed good =
                OperatorRig.must(jp.type("proof", "verify", "proof", "--fingerprint", fingerprint, "--output", "json"));
        assertEquals("verified", json(good, 0).at("verdict").text());
        assertEquals(record, json(good, 0).at("record").text());
        assertFalse(good.out().contains("content_sha256"));
        Typed content = OperatorRig.must(jp.type(
                "proof", "verify", "disclosing", "--manifest", es.manifests().toString(), "--content", "content.json"));
        assertTrue(content.out().contains("content sha256"), content.out());
        assertEquals(
                SampleRecords.bundle(1, Tlp.GREEN), Bytes.wrap(Files.readAllBytes(jp.home.resolve("content.json"))));
        assertEquals(
                ExitCode.NEGATIVE,
                jp.type(
                                "proof",
                                "verify",
                                "proof",
                                "--fingerprint",
                                jp.papers.rootFingerprint().hex())
                        .exit());

        byte[] bytes = Files.readAllBytes(jp.home.resolve("proof"));
        for (int bit = 0; bit < bytes.length * 8; bit += 97) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(jp.home.resolve("flipped"), flipped);
            ExitCode exit = jp.type("proof", "verify", "flipped", "--fingerprint", fingerprint)
                    .exit();
            assertTrue(exit == ExitCode.NEGATIVE || exit == ExitCode.UNUSABLE, "bit " + bit + ": " + exit);
        }
    }

    @Test
    void historyAndHandingOnAreSignedAsTypedAndShown() {
        OperatorRig.pin(es, jp);
        OperatorRig.must(es.type(
                ("agreement sign --partner cert-jp.example --until 2036-01-01 --give GREEN --take AMBER --give-history 90"
                                + " --give-onward as-marked --receipts-to-author --out x")
                        .split(" ")));
        JsonTree shown = json(OperatorRig.must(es.type("agreement", "show", "x", "--output", "json")), 0);
        JsonTree given = shown.at("directions").list().getFirst();
        assertEquals(90, given.at("history_days").number());
        assertEquals("as-marked", given.at("onward").text());
        assertTrue(given.at("receipts_to_author").truth());
        JsonTree taken = shown.at("directions").list().getLast();
        assertEquals(0, taken.at("history_days").number());
        assertEquals("none", taken.at("onward").text());
        assertFalse(taken.at("receipts_to_author").truth(), "nothing goes onward, so no receipt comes back");
        JsonTree held = json(OperatorRig.must(es.type("agreement", "show", "--output", "json")), 0);
        assertEquals(
                "GREEN, 90 days of history, onward as marked", held.at("gives").text());
        assertEquals("AMBER", held.at("takes").text());
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLineAndExitsWithTwo() throws Exception {
        List<Typed> all = List.of(
                es.type("record", "publish", "nowhere.json"),
                es.type("record", "publish", "--audience", "not a team", "officer.toml"),
                es.type("record", "export", "--from", "\u001b[31m"),
                es.type("peer", "accept", "officer.toml", "--words", "00"),
                es.type("peer", "accept", "nowhere.card"),
                es.type("peer", "accept", jp.manifests().toString(), "--words", "acorn zebra zink"),
                es.type("agreement", "sign", "--out", "x", "--partner", "cert-jp.example"),
                es.type("agreement", "sign", "officer.toml", "--out", "x"),
                es.type("agreement", "sign", "officer.toml", "--give-history", "9", "--out", "x"),
                es.type("agreement sign --partner cert-jp.example --until 2036-01-01 --give RED --take RED --out x"
                        .concat(" --take-onward perhaps")
                        .split(" ")),
                es.type("agreement sign --partner cert-jp.example --until 2036-01-01 --give RED --take RED --out x"
                        .concat(" --give-history -1")
                        .split(" ")),
                es.type("proof", "verify", "officer.toml", "--fingerprint", "0".repeat(64)),
                es.type("proof", "verify", "officer.toml"),
                es.type("node", "status", "--node", "elsewhere"));
        for (Typed typed : all) {
            assertEquals(ExitCode.UNUSABLE, typed.exit(), typed.err());
            assertEquals(1, typed.err().lines().count(), typed.err());
            assertTrue(typed.err().startsWith("tocsin: "), typed.err());
            assertFalse(typed.err().contains("\u001b"), typed.err());
            assertEquals("", typed.out());
        }
        assertTrue(
                all.get(5).err().contains("word 3 is not of the list; was it zinc?"),
                all.get(5).err());
    }

    @Test
    void theNodesNoIsSaidInOneLineAndExitsWithFour() throws Exception {
        OperatorRig.pin(es, jp);
        List<Typed> all = List.of(
                es.type("record", "show", "cert-es.example/1/" + "0".repeat(32)),
                es.type("record", "show", "what"),
                es.type("peer", "show", "fusion.example"),
                es.type(
                        "peer",
                        "accept",
                        es.manifests().toString(),
                        "--fingerprint",
                        es.papers.rootFingerprint().hex()),
                es.type("peer", "accept", jp.manifests().toString(), "--fingerprint", "0".repeat(64)),
                es.type(
                        "agreement",
                        "sign",
                        "--partner",
                        "fusion.example",
                        "--until",
                        "2030-01-01",
                        "--give",
                        "RED",
                        "--take",
                        "RED",
                        "--out",
                        "x"));
        for (Typed typed : all) {
            assertEquals(ExitCode.REFUSED, typed.exit(), typed.err());
            assertEquals(1, typed.err().lines().count(), typed.err());
        }
        assertFalse(Files.exists(es.home.resolve("x")));
    }

    @Test
    void aNodeThatIsNotThereExitsWithThree() throws Exception {
        es.close();
        Typed typed = es.type("node", "status");
        assertEquals(ExitCode.UNREACHABLE, typed.exit());
        assertEquals(1, typed.err().lines().count(), typed.err());
    }

    @Test
    void anOfficerOfAnotherTeamIsToldThatTheCertificateIsNotTaken() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        String officer = Files.readString(es.home.resolve("officer.toml"))
                .replace(
                        "papers/officer.pem",
                        jp.home.resolve("papers/officer.pem").toString())
                .replace("keys/officer.key", jp.home.resolve("keys/officer.key").toString())
                .replace("papers/team.manifests", es.manifests().toString());
        Files.writeString(elsewhere.resolve("officer.toml"), officer);
        for (int attempt = 0; attempt < 5; attempt++) {
            Typed typed = es.type("node", "status", "--node", elsewhere.toString());
            assertEquals(ExitCode.REFUSED, typed.exit(), typed.err());
            assertEquals(1, typed.err().lines().count(), typed.err());
            assertTrue(typed.err().contains("does not take the officer's certificate"), typed.err());
        }
    }

    @Test
    void statusSaysThatTheNodeSigns() {
        JsonTree status = json(OperatorRig.must(es.type("node", "status", "--output", "json")), 0);
        assertEquals("cert-es.example/ledger/1", status.at("origin").text());
        assertEquals("test", status.at("program_version").text());
    }

    @Test
    void everyActIsAuditedWithItsOfficer() throws Exception {
        publish(es, 1, Tlp.GREEN);
        String officer = "spiffe://cert-es.example/officer/";
        var told = OperatorRig.must(es.type("audit", "list", "--method", "Publish"))
                .lines();
        assertTrue(told.stream().anyMatch(line -> line.contains("stated") && line.contains(officer)), told.toString());
        assertEquals(ExitCode.OK, es.type("audit", "verify").exit());
        es.audited("\"published\":\"1\"");
    }

    private static String publish(OperatorRig node, int number, Tlp tlp) {
        Typed typed = OperatorRig.must(
                node.typeInto(SampleRecords.bundle(number, tlp).utf8(), "record", "publish", "-", "--output", "json"));
        return json(typed, 0).at("record").text();
    }

    private static long stored(OperatorRig here, OperatorRig from) {
        return here.intake.status(from.team).map(status -> status.stored()).orElse(0L);
    }

    private static String shortId(String record) {
        String hex = record.substring(record.lastIndexOf('/') + 1);
        return hex.substring(0, 9);
    }

    private static Path write(OperatorRig node, String name, Bytes content) throws IOException {
        return Files.write(node.home.resolve(name), content.array());
    }

    static JsonTree json(Typed typed, int line) {
        return tree(typed.lines().get(line));
    }

    private static JsonTree tree(String line) {
        return JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
    }
}
