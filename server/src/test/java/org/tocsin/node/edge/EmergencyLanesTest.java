package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Rebuild;

/// The life of an emergency between two nodes. Rules R-EMG-1 to R-EMG-5, R-LAN-11.
class EmergencyLanesTest {
    @TempDir
    private Path directory;

    private EmergencyScene scene;

    @BeforeEach
    void startNodes() throws Exception {
        scene = new EmergencyScene(directory, 3, "", 0);
    }

    @AfterEach
    void stopNodes() {
        scene.close();
    }

    @Test
    void bothSidesSeeTheSameFromRaisedToStoodDown() throws Exception {
        EmergencyView raised = scene.raise(Kind.REAL, Precedence.FLASH);
        Digest id = raised.id();
        NodeRig.until(
                "the machine receipt came",
                () -> scene.called(scene.es, id).receivedAt().isPresent());
        // Nobody is on duty there, and that is said at once.
        scene.until(scene.es, id, State.UNANSWERED);
        assertEquals(List.of(new What.Unanswered(0, 0)), scene.steps(scene.es, id));
        assertEquals(
                raised.emergency(),
                scene.jp
                        .emergencies
                        .emergencies()
                        .find(id.hex().substring(0, 12))
                        .emergency());

        scene.acknowledge(id, "A");
        scene.until(scene.es, id, State.ACKNOWLEDGED);
        // Of two who take it one is told that the other has it.
        var second = assertThrows(FaultException.class, () -> scene.acknowledge(id, "B"));
        assertEquals(Fault.Reason.ALREADY_TAKEN, second.fault().reason());
        assertTrue(
                second.fault().message().startsWith("already taken by A at "),
                second.fault().message());

        scene.state(scene.es, id, new What.Update(new Words("more of it", "en")));
        scene.state(scene.jp, id, new What.HandedOver(EmergencyScene.owner("B"), Optional.empty()));
        scene.state(scene.es, id, new What.StoodDown(Optional.empty()));
        scene.until(scene.jp, id, State.STOOD_DOWN);
        NodeRig.until(
                "both hold all steps",
                () -> scene.steps(scene.es, id).equals(scene.steps(scene.jp, id))
                        && scene.steps(scene.es, id).size() == 5);
        assertEquals(
                scene.called(scene.es, id).life(), scene.called(scene.jp, id).life());
        assertEquals(List.of(), scene.es.emergencies.emergencies().list(true, Optional.empty(), 10));
        assertEquals(
                1,
                scene.jp
                        .emergencies
                        .emergencies()
                        .list(false, Optional.of(scene.es.team), 10)
                        .size());
        rebuildsTheSame();
    }

    @Test
    void whatWasNotAgreedIsNotRaised() {
        notAgreed(Kind.EXERCISE, Precedence.FLASH);
        notAgreed(Kind.REAL, Precedence.ROUTINE);
        notAgreed(Kind.CHECK_IN, Precedence.ROUTINE);
        assertEquals(List.of(), scene.es.emergencies.emergencies().list(false, Optional.empty(), 10));
    }

    private void notAgreed(Kind kind, Precedence precedence) {
        var refused = assertThrows(FaultException.class, () -> scene.raise(kind, precedence));
        assertEquals(Fault.Reason.NOT_AGREED, refused.fault().reason());
    }

    private void rebuildsTheSame() {
        for (OperatorRig node : List.of(scene.es, scene.jp)) {
            Rebuild.Report report = new Rebuild(
                            node.ledger.view(),
                            List.of(
                                    new RecordProjection(),
                                    new EmergencyProjection(node.team),
                                    new ControlProjection(node.team)))
                    .run((done, total) -> {});
            assertTrue(report.same(), report.toString());
        }
    }
}
