package org.tocsin.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.testing.JsonText;
import org.tocsin.testing.SharedData;

/// Makes the vectors anew and compares them with the committed ones. `-Dtocsin.vectors=write` writes them instead: for
/// a
/// change of the protocol only.
final class VectorsTest {
    @Test
    void theCommittedVectorsAreWhatTheCodeMakes() throws Exception {
        for (Map.Entry<String, Map<String, Object>> vectors : make().entrySet()) {
            Path file = directory().resolve(vectors.getKey());
            String text = JsonText.of(vectors.getValue());
            if ("write".equals(System.getProperty("tocsin.vectors"))) {
                Files.writeString(file, text);
            }
            assertEquals(Files.readString(file), text, () -> file + " differs");
        }
    }

    static Path directory() throws IOException {
        return Files.createDirectories(SharedData.repositoryTop().resolve("proto/vectors"));
    }

    private static Map<String, Map<String, Object>> make() throws Exception {
        Scene scene = new Scene();
        Map<String, Map<String, Object>> files = new LinkedHashMap<>();
        files.put("statements.json", StatementVectors.make(scene));
        files.put("fragments.json", FragmentVectors.make(scene));
        files.put("ledger.json", LedgerVectors.make(scene));
        files.put("lanes.json", LedgerVectors.lanes(scene));
        files.put("signatures.json", SignatureVectors.signatures());
        files.put("checkpoints.json", SignatureVectors.checkpoints(scene));
        files.put("proofs.json", ProofVectors.make(scene));
        files.put("profiles.json", ProfileVectors.make());
        files.put("relays.json", RelayVectors.make());
        return files;
    }
}
