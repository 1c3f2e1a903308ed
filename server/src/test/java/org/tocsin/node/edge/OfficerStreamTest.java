package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Exported;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.testing.FreePorts;

/// Many documents, and large ones, through the operator port. Rules R-LIM-2 and R-LIM-3.
class OfficerStreamTest {
    private static final int RECORD_BYTES_MAX = 16 * 1024 * 1024;

    @TempDir
    Path directory;

    private OperatorRig es;

    @BeforeEach
    void startNode() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
    }

    @AfterEach
    void stopNode() {
        es.close();
    }

    @Test
    void manyDocumentsAreAnsweredInTheirOrderAndExportedInTheOrderOfStoring() throws Exception {
        List<Document> documents = IntStream.range(0, 1_500)
                .mapToObj(number -> document(
                        number % 10 == 7 ? Bytes.ofUtf8("{}") : SampleRecords.bundle(number, Tlp.GREEN), number))
                .toList();
        List<String> labels = Collections.synchronizedList(new ArrayList<>());
        List<Bytes> published = Collections.synchronizedList(new ArrayList<>());
        try (OperatorClient officer = es.officer()) {
            officer.publish(documents.iterator(), (document, outcome) -> {
                labels.add(document.label());
                if (outcome instanceof Outcome.Published) {
                    published.add(document.content());
                }
            });
            assertEquals(documents.stream().map(Document::label).toList(), labels);
            assertEquals(1_350, published.size());
            List<Bytes> exported = new ArrayList<>();
            officer.export(Optional.of(es.team), Optional.empty(), false, one -> exported.add(one.content()));
            assertEquals(published, exported);
        }
        assertEquals(1_350, es.ledger.head().tree().size());
    }

    @Test
    void aDocumentAtTheLimitIsTakenAndOneByteMoreIsRefusedByName() throws Exception {
        Bytes small = SampleRecords.bundle(1, Tlp.CLEAR);
        // White space between the objects of many: each fragment stays within its own limit.
        Bytes largest = padded(SampleRecords.bundle(1, Tlp.CLEAR, 30, "x"), RECORD_BYTES_MAX);
        List<Outcome> outcomes = new ArrayList<>();
        try (OperatorClient officer = es.officer()) {
            officer.publish(
                    List.of(
                                    document(largest, 0),
                                    document(padded(largest, RECORD_BYTES_MAX + 1), 1),
                                    document(small, 2))
                            .iterator(),
                    (document, outcome) -> outcomes.add(outcome));
            List<Exported> exported = new ArrayList<>();
            officer.export(Optional.of(es.team), Optional.empty(), false, exported::add);
            assertEquals(
                    List.of(largest, small),
                    exported.stream().map(Exported::content).toList());
        }
        assertInstanceOf(
                Outcome.Published.class, outcomes.get(0), outcomes.get(0).toString());
        assertInstanceOf(Outcome.Refused.class, outcomes.get(1));
        assertInstanceOf(Outcome.Published.class, outcomes.get(2));
    }

    @Test
    void aTeamThatNobodyPinnedCannotBeInAnAudience() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        try (OperatorClient officer = es.officer()) {
            officer.publish(
                    List.of(new Document(
                                    "one", SampleRecords.bundle(1, Tlp.RED), Set.of(new Team("fusion.example")), ""))
                            .iterator(),
                    (document, outcome) -> outcomes.add(outcome));
        }
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcomes.getFirst());
        assertEquals("AUDIENCE_NOT_PINNED", refused.reasons().getFirst().rule());
    }

    @Test
    void whatWasPublishedBeforeAFaultStaysPublished() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        try (OperatorClient officer = es.officer()) {
            List<Document> documents = List.of(
                    document(SampleRecords.bundle(1, Tlp.CLEAR), 1),
                    new Document("two", SampleRecords.bundle(2, Tlp.CLEAR), Set.of(), "not a record"));
            OperatorFault fault = assertThrows(
                    OperatorFault.class,
                    () -> officer.publish(documents.iterator(), (document, outcome) -> outcomes.add(outcome)));
            assertEquals("MALFORMED", fault.reason());
            assertEquals(OperatorFault.Kind.REFUSED, fault.kind());
        }
        assertEquals(1, outcomes.size());
        assertEquals(1, es.ledger.head().tree().size());
    }

    @Test
    void followingEndsWithTheNodeAndMissesNothing() throws Exception {
        List<Exported> exported = Collections.synchronizedList(new ArrayList<>());
        OperatorClient officer = es.officer();
        Thread following = Thread.ofVirtual()
                .start(() -> officer.export(Optional.of(es.team), Optional.empty(), true, exported::add));
        for (int number = 0; number < 20; number++) {
            es.typeInto(SampleRecords.bundle(number, Tlp.GREEN).utf8(), "record", "publish", "-");
        }
        NodeRig.until("all are given out", () -> exported.size() == 20);
        es.close();
        following.join();
        officer.close();
        assertTrue(following.getState() == Thread.State.TERMINATED);
    }

    private static Document document(Bytes content, int number) {
        return new Document("document " + number, content, Set.of(), "");
    }

    /// The same bundle with white space in front of each object, up to a length.
    private static Bytes padded(Bytes bundle, int length) {
        String text = bundle.utf8();
        int missing = length - bundle.length();
        String[] parts = text.split(",\\n ", -1);
        StringBuilder padded = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int share = missing / (parts.length - i);
            missing -= share;
            padded.append(",\n ").append(" ".repeat(share)).append(parts[i]);
        }
        return Bytes.ofUtf8(padded.toString());
    }
}
