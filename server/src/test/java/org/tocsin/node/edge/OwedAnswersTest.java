package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.JsonTree;
import org.tocsin.wire.AgreementCodec;

/// What partners owe about records, by the agreement's receipts, and from when it is overdue. Rules R-AGR-2, R-CTL-5.
class OwedAnswersTest {
    private static final int READ_HOURS = 24;
    private static final int DELETED_HOURS = 6;

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>();
    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void agree() throws Exception {
        now.set(InstantSource.system().instant());
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), this::now);
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), this::now);
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
        Bytes terms = terms();
        try (var first = es.officer();
                var second = jp.officer()) {
            first.importAgreement(second.countersign(first.signTerms(terms)));
        }
        NodeRig.until("the lane is open", () -> es.lanes.status(jp.team).isPresent());
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void whatIsNotAnsweredInTimeIsListedOverAllRecordsUntilItIs() throws Exception {
        String late = published(1, Tlp.GREEN);
        String read = published(2, Tlp.GREEN);
        OperatorRig.must(jp.type("record", "mark", read, "read"));
        NodeRig.until("it was read", () -> marks(read) == 1);
        assertEquals(List.of(), owed());
        now.set(now().plus(Duration.ofHours(READ_HOURS)));
        JsonTree overdue = owed().getFirst();
        assertEquals(1, owed().size());
        assertEquals(late, overdue.at("record").text());
        assertEquals("read", overdue.at("owes").text());
        assertTrue(overdue.at("overdue").truth());
        assertTrue(overdue.find("due").isPresent());
        OperatorRig.must(jp.type("record", "mark", late, "read"));
        NodeRig.until("it was read", () -> owed().isEmpty());
    }

    @Test
    void ofWhatMustBeDeletedNothingIsOwedButTheDeletion() throws Exception {
        String record = published(1, Tlp.GREEN);
        OperatorRig.must(es.type("record", "narrow", record, "--marking", "AMBER"));
        NodeRig.until("it is deleted there", () -> marks(record) == 1);
        now.set(now().plus(Duration.ofDays(3)));
        assertEquals(List.of(), owed());
        assertEquals(List.of(), track(record).at("owed").list());
        String listed = OperatorRig.must(es.type("record", "list")).out();
        assertTrue(listed.contains("NARROWED"), listed);

        String held = published(2, Tlp.GREEN);
        jp.close();
        OperatorRig.must(es.type("record", "narrow", held, "--marking", "AMBER"));
        now.set(now().plus(Duration.ofHours(DELETED_HOURS + 1)));
        assertEquals(
                List.of("deletion"),
                owed().stream().map(row -> row.at("owes").text()).toList());
        assertTrue(owed().getFirst().at("overdue").truth());
    }

    private List<JsonTree> owed() {
        return OperatorRig.must(es.type("record", "owed", "--output", "json")).lines().stream()
                .map(OwedAnswersTest::tree)
                .toList();
    }

    private int marks(String record) {
        return track(record).at("marks").list().size();
    }

    private JsonTree track(String record) {
        return tree(OperatorRig.must(es.type("record", "track", record, "--output", "json"))
                        .lines()
                        .getFirst())
                .at("teams")
                .list()
                .getFirst();
    }

    private String published(int number, Tlp marking) throws Exception {
        Path file = es.home.resolve("record.json");
        Files.writeString(file, SampleRecords.bundle(number, marking).utf8(), StandardCharsets.UTF_8);
        String record = tree(OperatorRig.must(es.type("record", "publish", file.toString(), "--output", "json"))
                        .lines()
                        .getFirst())
                .at("record")
                .text();
        NodeRig.until(
                "it is processed",
                () -> track(record).find("processed").filter(JsonTree::truth).isPresent());
        return record;
    }

    private static JsonTree tree(String line) {
        return JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private Bytes terms() {
        var handling = new Handling(
                Iep.OPEN,
                Attribution.MAY,
                0,
                false,
                List.of(
                        new ReceiptOwed(ReceiptKind.READ, READ_HOURS),
                        new ReceiptOwed(ReceiptKind.DELETED, DELETED_HOURS)));
        Instant from = Instant.ofEpochMilli(now().minusSeconds(60).toEpochMilli());
        return AgreementCodec.encode(new SharingAgreement(
                Bytes.ofHex("00112233445566778899aabbccddeeff"),
                1,
                Optional.empty(),
                "A test",
                "",
                from,
                from.plus(Duration.ofDays(200)),
                Conduct.PLAIN,
                new Direction(
                        es.team,
                        jp.team,
                        Optional.of(Tlp.GREEN),
                        0,
                        Onward.NOTHING,
                        Scope.ALL,
                        Withholding.NOTHING,
                        handling),
                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN))));
    }

    private Instant now() {
        return Objects.requireNonNull(now.get());
    }
}
