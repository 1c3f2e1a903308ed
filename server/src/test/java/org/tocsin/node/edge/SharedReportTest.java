package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Tlp;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.JsonTree;

/// What was shared, as officers and auditors are told. Rules R-PRF-1 and R-CTL-3.
class SharedReportTest {
    private static final String PARTNER = "cert-jp.example";

    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, PARTNER, FreePorts.next(), InstantSource.system());
        OperatorRig.connect(es, jp, "AMBER", "GREEN");
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void everyReleaseIsListedWithItsMarkingReceiptDeletionAndAProofThatVerifies() throws Exception {
        String green = publish(1, Tlp.GREEN);
        String amber = publish(2, Tlp.AMBER);
        publish(3, Tlp.RED);
        settled(2);
        OperatorRig.must(es.type("record", "withdraw", amber));
        NodeRig.until(
                "it is deleted",
                () -> shared().stream()
                        .anyMatch(row -> row.at("deletion").text().equals("deleted")));
        Typed json = OperatorRig.must(
                es.type("report", "shared", "--with", PARTNER, "--proofs", "proofs", "--output", "json"));
        List<JsonTree> rows = json.lines().stream().map(SharedReportTest::tree).toList();
        assertEquals(
                List.of(green, amber),
                rows.stream().map(row -> row.at("record").text()).toList(),
                "what was withheld was not shared");
        assertEquals(
                List.of("GREEN", "AMBER"),
                rows.stream().map(row -> row.at("marking").text()).toList());
        for (JsonTree row : rows) {
            assertEquals("processed", row.at("receipt").text());
            assertTrue(row.find("receipted_at").isPresent());
            Path proof = es.home.resolve("proofs").resolve(row.at("proof").text());
            JsonTree verdict = tree(OperatorRig.must(jp.type(
                            "proof",
                            "verify",
                            proof.toString(),
                            "--fingerprint",
                            es.papers.rootFingerprint().hex(),
                            "--output",
                            "json"))
                    .lines()
                    .getFirst());
            assertEquals(row.at("record").text(), verdict.at("record").text());
            assertEquals(row.at("leaf_hash").text(), verdict.at("leaf_hash").text());
        }
        assertEquals(
                List.of("kept", "deleted"),
                rows.stream().map(row -> row.at("deletion").text()).toList());
        try (Stream<Path> files = Files.list(es.home.resolve("proofs"))) {
            assertEquals(2, files.count());
        }
        Typed table = OperatorRig.must(es.type("report", "shared", "--with", PARTNER));
        assertEquals(3, table.lines().size(), table.out());
    }

    @Test
    void aDeletionIsOwedUntilThePartnerSaysThatItDidIt() throws Exception {
        String record = publish(1, Tlp.GREEN);
        settled(1);
        jp.close();
        OperatorRig.must(es.type("record", "withdraw", record));
        JsonTree owed = shared().getFirst();
        assertEquals("owed", owed.at("deletion").text());
        assertTrue(owed.find("deletion_at").isPresent());
    }

    @Test
    void onlyWhatFallsIntoTheTimeAndUnderTheAgreementIsListed() throws Exception {
        publish(1, Tlp.GREEN);
        settled(1);
        String agreement = shared().getFirst().at("agreement").text();
        assertEquals(1, shared("--agreement", agreement).size());
        assertEquals(1, shared("--agreement", agreement.substring(0, 8)).size());
        Typed unknown = es.type("report", "shared", "--with", PARTNER, "--agreement", "0".repeat(32));
        assertEquals(ExitCode.REFUSED, unknown.exit(), unknown.err());
        assertEquals(0, shared("--to", "2026-01-31").size());
        assertEquals(0, shared("--from", "2100-01-31", "--to", "2100-02-01").size());
        assertEquals(1, shared("--from", "2020-01-31").size());
    }

    @Test
    void theSheetsStandForThemselvesAndNothingInThemRuns() throws Exception {
        String hostile = "=HYPERLINK(1)</td><script>alert(1)</script>\u202e";
        Path file = es.home.resolve("hostile.json");
        Files.writeString(
                file, SampleRecords.bundle(1, Tlp.GREEN).utf8().replace("Incident 1", hostile), StandardCharsets.UTF_8);
        OperatorRig.must(es.type("record", "publish", file.toString()));
        settled(1);
        OperatorRig.must(es.type(
                "report", "shared", "--with", PARTNER, "--as", "html", "--out", "r.html", "--proofs", "proofs"));
        String html = Files.readString(es.home.resolve("r.html"));
        assertFalse(html.contains("<script"), html);
        assertFalse(html.contains("\u202e"), html);
        assertTrue(html.contains("&lt;script&gt;"), html);
        assertTrue(html.contains("default-src 'none'"), html);
        assertFalse(html.contains("http://") || html.contains("https://"), "it loads nothing");
        assertTrue(html.contains(es.papers.rootFingerprint().hex()), html);
        Typed csv = OperatorRig.must(es.type("report", "shared", "--with", PARTNER, "--as", "csv"));
        assertEquals(2, csv.lines().size(), csv.out());
        assertTrue(csv.lines().getFirst().startsWith("record,version,name,marking,"), csv.out());
        assertTrue(csv.lines().getLast().contains(",\"'=HYPERLINK(1)"), csv.out());
        assertFalse(csv.out().contains("\u202e"), csv.out());
    }

    @Test
    void whatCannotBeReportedIsSaidInOneLine() {
        List<Typed> unusable = List.of(
                es.type("report", "shared"),
                es.type("report", "shared", "--with", "\u001b[31m"),
                es.type("report", "shared", "--with", PARTNER, "--agreement", "x"),
                es.type("report", "shared", "--with", PARTNER, "--from", "yesterday"),
                es.type("report", "shared", "--with", PARTNER, "--from", "2026-02-01", "--to", "2026-01-01"),
                es.type("report", "shared", "--with", PARTNER, "--out", "x"),
                es.type("report", "shared", "--with", PARTNER, "--as", "pdf"));
        for (Typed typed : unusable) {
            assertEquals(ExitCode.UNUSABLE, typed.exit(), typed.err());
            assertEquals(1, typed.err().lines().count(), typed.err());
            assertFalse(typed.err().contains("\u001b"), typed.err());
        }
        Typed stranger = es.type("report", "shared", "--with", "fusion.example");
        assertEquals(ExitCode.REFUSED, stranger.exit());
        assertEquals(1, stranger.err().lines().count(), stranger.err());
    }

    private List<JsonTree> shared(String... more) {
        List<String> typed = Stream.concat(
                        Stream.of("report", "shared", "--with", PARTNER, "--output", "json"), Stream.of(more))
                .toList();
        return OperatorRig.must(es.type(typed.toArray(String[]::new))).lines().stream()
                .map(SharedReportTest::tree)
                .toList();
    }

    private void settled(int releases) throws InterruptedException {
        NodeRig.until(
                "all are receipted",
                () -> shared().size() == releases
                        && shared().stream()
                                .allMatch(row -> row.at("receipt").text().equals("processed")));
    }

    private String publish(int number, Tlp marking) throws IOException {
        Path file = es.home.resolve("record" + number + ".json");
        Files.writeString(file, SampleRecords.bundle(number, marking).utf8(), StandardCharsets.UTF_8);
        return tree(OperatorRig.must(es.type("record", "publish", file.toString(), "--output", "json"))
                        .lines()
                        .getFirst())
                .at("record")
                .text();
    }

    private static JsonTree tree(String line) {
        return JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
    }
}
