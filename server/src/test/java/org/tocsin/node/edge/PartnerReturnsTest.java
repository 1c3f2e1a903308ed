package org.tocsin.node.edge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.node.delivery.LaneStatus;

/// A partner that was away for long is not waited for longer once it shows itself. Rule R-LAN-7.
class PartnerReturnsTest {
    private static final Duration LONG = Duration.ofMinutes(15);

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;

    @BeforeEach
    void makeAPatientNodeAndItsPartner() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        es.backoff = new Backoff.Limits(LONG, LONG);
    }

    @AfterEach
    void stopBoth() {
        es.close();
        jp.close();
    }

    @Test
    void whoReachesUsIsDialledAtOnce() throws Exception {
        es.start();
        Bytes content = SampleRecords.bundle(1, Tlp.GREEN);
        es.publish(content);
        NodeRig.until("the lane waits for a partner that is away", () -> state() == LaneStatus.State.WAITING);

        jp.start();

        NodeRig.until("the record is there", () -> jp.received(es.team).equals(List.of(content)));
        NodeRig.until("it goes on", () -> state() == LaneStatus.State.CONNECTED);
    }

    private LaneStatus.State state() {
        return es.lanes().status(jp.team).map(LaneStatus::state).orElse(LaneStatus.State.IDLE);
    }
}
