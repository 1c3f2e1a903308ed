package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.interop.Trial.ES;
import static org.tocsin.interop.Trial.JP;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.proof.Sha256;
import org.tocsin.stix.StixLimits;

/// The largest record goes all the way between nodes of 256 MiB heap, and one byte more is refused by the name of the
/// limit (I9, R-LIM-2).
@Timeout(900)
class RecordLimitsIT {
    private static final int REFERENCES = 10_000;
    private static final int TEXT_BYTES = 200 * 1024;
    /// Largest records that are on their way together.
    private static final int AT_ONCE = 3;
    private static final String COMMON = "\"spec_version\":\"2.1\",\"created\":\"2026-01-01T00:00:00.000Z\","
            + "\"modified\":\"2026-01-01T00:00:00.000Z\",\"object_marking_refs\":"
            + "[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]";
    private static final String REPORT = id("report", 1, 0);

    @Test
    void theLargestRecordIsDeliveredAndOneByteMoreIsRefused() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP), Federation.Wiring.STRAIGHT, "-Xmx256m")) {
            var federation = scene.federation();
            federation.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            List<Bytes> largest = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                largest.add(bundle(i, StixLimits.DOCUMENT_BYTES_MAX - 1));
            }
            largest.add(bundle(AT_ONCE, StixLimits.DOCUMENT_BYTES_MAX));
            List<Document> documents = new ArrayList<>();
            largest.forEach(content -> documents.add(new Document("largest", content, Set.of(), "")));
            documents.add(new Document(
                    "one byte more", bundle(AT_ONCE + 1, StixLimits.DOCUMENT_BYTES_MAX + 1), Set.of(), ""));
            List<Outcome> outcomes = new ArrayList<>();
            federation.line(ES).publish(documents.iterator(), (document, outcome) -> outcomes.add(outcome));

            for (Outcome outcome : outcomes.subList(0, largest.size())) {
                assertInstanceOf(Outcome.Published.class, outcome, outcome.toString());
            }
            Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcomes.getLast());
            assertEquals("LIMIT-DOCUMENT", refused.reasons().getFirst().rule());
            assertTrue(
                    refused.reasons().getFirst().text().contains("DOCUMENT_BYTES_MAX"),
                    refused.reasons().getFirst().text());
            try {
                Scene.await(
                        "the largest records are delivered",
                        () -> federation.line(ES).peers().getFirst().out().through() == largest.size());
            } catch (AssertionError late) {
                throw new AssertionError(
                        federation.line(ES).peers() + "\n" + federation.node(ES).lastOutput() + "\n"
                                + federation.line(JP).peers() + "\n"
                                + federation.node(JP).lastOutput(),
                        late);
            }
            Set<Digest> arrived = new HashSet<>();
            federation
                    .line(JP)
                    .export(
                            Optional.of(ES),
                            Optional.empty(),
                            false,
                            exported -> arrived.add(Sha256.of(exported.content())));
            assertEquals(largest.stream().map(Sha256::of).collect(Collectors.toSet()), arrived);
            for (var team : federation.teams()) {
                assertTrue(!federation.node(team).lastOutput().contains("OutOfMemory"));
            }
        }
    }

    /// A bundle of exactly so many bytes: a report with many references, and notes until it is full.
    private static Bytes bundle(int number, int bytes) {
        String references = IntStream.range(0, REFERENCES)
                .mapToObj(reference -> "\"" + id("indicator", number, reference) + "\"")
                .collect(Collectors.joining(","));
        var text = new StringBuilder(bytes + 16);
        text.append("{\"type\":\"bundle\",\"id\":\"")
                .append(id("bundle", number, 1))
                .append("\",\"objects\":[");
        text.append("{\"type\":\"report\",\"id\":\"")
                .append(REPORT)
                .append("\",")
                .append(COMMON);
        text.append(
                        ",\"name\":\"Ten thousand references\",\"published\":\"2026-01-01T00:00:00.000Z\",\"object_refs\":[")
                .append(references)
                .append("]}");
        String end = "]}";
        int notes = 0;
        while (text.length() + end.length() < bytes) {
            String empty = note(number, notes++, 0);
            int room = bytes - text.length() - end.length() - empty.length();
            // The last but one leaves room for the last one.
            int length = room <= TEXT_BYTES ? room : Math.min(TEXT_BYTES, room - empty.length() - 1);
            text.append(note(number, notes - 1, length));
        }
        text.append(end);
        assertEquals(bytes, text.length());
        return Bytes.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static String note(int number, int note, int length) {
        return ",{\"type\":\"note\",\"id\":\"" + id("note", number, note) + "\"," + COMMON + ",\"content\":\""
                + ("" + (char) ('a' + note % 26)).repeat(length) + "\",\"object_refs\":[\"" + REPORT + "\"]}";
    }

    private static String id(String type, int number, int of) {
        return String.format("%s--%08x-0000-4000-8000-%012x", type, number, of);
    }
}
