package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.testing.SharedData;

/// The reader against public documents that others labelled.
class CorpusTest {
    private static final int DIFFERENCES_MAX = 10;

    private final StixReader reader = new StixReader();

    @Test
    void theReaderDiffersFromTheLabelsExactlyWhereDivergencesSays() throws IOException {
        Map<String, String> found = new TreeMap<>();
        int[] documents = new int[1];
        Corpus.open((labelled, bytes) -> {
            documents[0]++;
            String verdict = verdict(bytes);
            if (verdict.equals("valid") != labelled.valid()) {
                found.put(labelled.name(), verdict);
            }
        });
        assertEquals(1_238, documents[0]);
        assertEquals(listed(), found);
        assertTrue(found.size() <= DIFFERENCES_MAX, found.keySet().toString());
    }

    @Test
    void everyLoadBundleIsValidAndMarkedAsItsTlpSays() {
        Map<Tlp, Integer> counts = new EnumMap<>(Tlp.class);
        for (Bytes bundle : Corpus.load()) {
            switch (reader.read(bundle)) {
                case StixVerdict.Valid valid -> counts.merge(valid.document().marking(), 1, Integer::sum);
                case StixVerdict.Refused refused -> throw new AssertionError(refused.reasons());
            }
        }
        assertEquals(
                Map.of(Tlp.CLEAR, 2_441, Tlp.GREEN, 1_787, Tlp.AMBER, 1_057, Tlp.AMBER_STRICT, 480, Tlp.RED, 241),
                counts);
    }

    @Test
    void everyStix20DocumentIsRefusedAsSuch() {
        Corpus.open((labelled, bytes) -> {
            if (labelled.name().startsWith("open/unit42-stix20/")) {
                StixVerdict.Refused refused = (StixVerdict.Refused) reader.read(bytes);
                assertTrue(
                        refused.reasons().stream()
                                .anyMatch(reason -> reason.rule().equals("STIX-3.2-SPEC-VERSION")),
                        labelled.name());
            }
        });
    }

    /// The first rule of a refusal, or "valid".
    private String verdict(Bytes document) {
        return switch (reader.read(document)) {
            case StixVerdict.Valid valid -> "valid";
            case StixVerdict.Refused refused -> refused.reasons().getFirst().rule();
        };
    }

    /// The rows `| document | label | verdict | section | why |` of DIVERGENCES.md: the document and the rule, or
    /// "valid".
    private static Map<String, String> listed() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        List<String> lines = Files.readAllLines(SharedData.repositoryTop().resolve("proto/DIVERGENCES.md"));
        for (String line : lines) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 7 && cells[1].strip().startsWith("`open/")) {
                assertTrue(cells[4].strip().startsWith("§"), line);
                rows.put(cells[1].strip().replace("`", ""), cells[3].strip().replace("`", ""));
            }
        }
        return rows;
    }
}
