package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Tlp;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;

/// A node that was put back from a copy has less of its ledger than it signed: it says that it cannot answer for the
/// rest, which nobody takes for a denial. Rule R-SEE-4.
@Timeout(300)
class PutBackTest {
    private static final int IN_THE_COPY = 3;

    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;
    /// What the partner saw of the ledger before the copy was put back.
    private long signed;

    @BeforeEach
    void putBack() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        jp.start();
        es.start();
        publish(0, IN_THE_COPY);
        NodeRig.until("what the copy holds", () -> es.receipted(jp.team) == IN_THE_COPY);
        es.stop();
        Path database = Files.copy(es.databaseFile(), directory.resolve("copy.db"));
        Path highWater = Files.copy(es.highWaterFile(), directory.resolve("copy.high-water"));
        es.start();
        publish(IN_THE_COPY, IN_THE_COPY);
        NodeRig.until("what it does not hold", () -> es.receipted(jp.team) == 2 * IN_THE_COPY);
        signed = es.ledger().head().tree().size();
        es.stop();
        Files.copy(database, es.databaseFile(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(highWater, es.highWaterFile(), StandardCopyOption.REPLACE_EXISTING);
        es.askPartners = true;
        es.start();
        NodeRig.until("it does not sign", () -> es.ledger().gate().state() instanceof StartGate.State.Refused);
    }

    @AfterEach
    void stopBoth() {
        List.of(es, jp).forEach(NodeRig::close);
    }

    private void publish(int from, int count) {
        for (int number = from; number < from + count; number++) {
            es.publish(SampleRecords.bundle(number, Tlp.GREEN));
        }
    }

    @Test
    void itCannotSayWhatItLacksAndGoesOnSayingWhatItHas() throws Exception {
        assertEquals(1, ask(1, 1, IN_THE_COPY).proof().fromSize());
        assertCannotSay(1, IN_THE_COPY, signed);
        // The epoch is over, and stays what it was.
        es.stop();
        es.reopenLedger();
        es.start();
        NodeRig.until("it signs again", () -> es.ledger().gate().isSigning());
        assertCannotSay(1, IN_THE_COPY, signed);
        // Of what it signs now there is no more than it says.
        PeerFault denied = assertThrows(PeerFault.class, () -> ask(2, 0, signed + 1_000));
        assertEquals(PeerFault.Meaning.BROKEN, denied.meaning());
        assertEquals("MALFORMED", denied.reason());
    }

    private void assertCannotSay(int epoch, long from, long to) {
        PeerFault unavailable = assertThrows(PeerFault.class, () -> ask(epoch, from, to));
        assertEquals(PeerFault.Meaning.UNAVAILABLE, unavailable.meaning(), unavailable.toString());
        assertEquals("NOT_SIGNING", unavailable.reason());
    }

    private PeerChannel.Extension ask(int epoch, long from, long to) throws PeerFault {
        try (PeerChannel channel = jp.dialer().dial(es.team, "127.0.0.1:" + es.port)) {
            return channel.consistency(epoch, from, to);
        }
    }
}
