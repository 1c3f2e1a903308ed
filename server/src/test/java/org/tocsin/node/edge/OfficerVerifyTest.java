package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Tlp;
import org.tocsin.testing.FreePorts;

/// `tocsin verify`: a running node looks itself through.
class OfficerVerifyTest {
    @TempDir
    Path directory;

    @Test
    void aRunningNodeLooksItselfThroughAndNamesWhatWasChangedBehindItsBack() throws Exception {
        InstantSource clock = InstantSource.system();
        try (OperatorRig es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), clock);
                OperatorRig jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), clock)) {
            OperatorRig.connect(es, jp, "GREEN", "GREEN");
            for (int i = 0; i < 3; i++) {
                Path file = es.home.resolve("record-" + i + ".json");
                Files.write(file, SampleRecords.bundle(i, Tlp.GREEN).array());
                OperatorRig.must(es.type("record", "publish", file.toString()));
            }
            NodeRig.until(
                    "es is receipted",
                    () -> es.lanes
                                    .status(jp.team)
                                    .map(status -> status.receipted())
                                    .orElse(0L)
                            == 3);
            for (OperatorRig node : new OperatorRig[] {es, jp}) {
                OperatorRig.Typed sound = node.type("verify", "--output", "json");
                assertEquals(ExitCode.OK, sound.exit(), sound.out() + sound.err());
                assertTrue(sound.out().startsWith("{\"verdict\":\"sound\",\"findings\":0,\"entries\":"), sound.out());
            }
            try (ForeignHand hand = new ForeignHand(jp.home.resolve("tocsin.db"))) {
                hand.write("update lane_in set stored = stored + 1");
                hand.write("delete from record_pack");
            }
            OperatorRig.Typed bad = jp.type("verify", "--output", "json");
            assertEquals(ExitCode.NEGATIVE, bad.exit(), bad.out() + bad.err());
            assertTrue(bad.out().contains("\"where\":\"table lane_in, row author=cert-es.example, lane="), bad.out());
            assertTrue(bad.out().contains("\"where\":\"table record_pack\""), bad.out());
        }
    }
}
