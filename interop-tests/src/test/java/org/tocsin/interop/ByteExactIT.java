package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.proof.Sha256;
import org.tocsin.stix.Corpus;
import org.tocsin.testing.SharedData;

/// What a partner exports is what was published, byte for byte (I4): every real document that can be published, from a
/// few hundred bytes to
/// several megabytes, under a ceiling of RED with the partner in the audience. Rules R-REC-3, R-REC-5.
@Timeout(900)
class ByteExactIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final int BUNDLES_LEAST = 800;

    @Test
    void everyValidDocumentOfTheCorpusArrivesByteForByte() throws Exception {
        List<Document> documents = new ArrayList<>();
        Set<String> valid = new TreeSet<>();
        Corpus.open((label, document) -> {
            documents.add(new Document(label.name(), document, Set.of(JP), ""));
            if (label.valid()) {
                valid.add(label.name());
            }
        });
        try (var scene = Scene.of(List.of(ES, JP))) {
            scene.federation().agree(ES, JP, Tlp.RED, Tlp.RED);
            var books = new Bookkeeper(scene.federation());
            Map<Digest, Digest> published = new HashMap<>();
            scene.federation().line(ES).publish(documents.iterator(), (document, outcome) -> {
                if (outcome instanceof Outcome.Published stated) {
                    books.published(ES, stated.leafHash(), document.content());
                    published.put(stated.leafHash(), Sha256.of(document.content()));
                    valid.remove(document.label());
                }
            });
            assertTrue(published.size() > BUNDLES_LEAST, "published " + published.size());
            String divergences = Files.readString(SharedData.repositoryTop().resolve("proto/DIVERGENCES.md"));
            valid.removeIf(divergences::contains);
            assertEquals(Set.of(), valid, "every valid document is published, but for those whose label is not right");
            scene.awaitSettled(books);
            Map<Digest, Digest> exported = new HashMap<>();
            scene.federation()
                    .line(JP)
                    .export(
                            Optional.of(ES),
                            Optional.empty(),
                            false,
                            record -> exported.put(record.summary().leafHash(), Sha256.of(record.content())));
            assertEquals(published, exported);
        }
    }
}
