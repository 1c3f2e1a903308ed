package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.channel.Attempts.Attempt;
import org.tocsin.node.channel.Channels;
import org.tocsin.testing.ProfileSamples;

/// Where no node of a team answers, and no mutual partner reaches it, mail goes to what its profile says, says who
/// calls, and nothing of what it is about. Rules R-EMG-8, R-EMG-9; threat S-POISONED-CONTACT.
@Timeout(300)
class EmergencyContactTest {
    private static final Duration IMMEDIATE = Duration.ofSeconds(31);

    @TempDir
    private Path directory;

    private EmergencyRelayScene scene;

    @BeforeEach
    void makeNodes() throws Exception {
        scene = new EmergencyRelayScene(directory);
    }

    @AfterEach
    void stopNodes() throws Exception {
        scene.close();
    }

    private List<Attempt> mails() {
        return scene.es.duty.made().stream()
                .filter(made -> made.channel().startsWith(Channels.MAIL_TO))
                .toList();
    }

    @Test
    void itsContactsAreWrittenToOnceInItsLanguageWithoutWhatItIsAbout() throws Exception {
        EmergencyRelayScene.agree(scene.es, scene.jp, false);
        scene.start(scene.es);
        Digest id = scene.raise(Precedence.IMMEDIATE);
        scene.pass(IMMEDIATE);
        List<String> listed = ProfileSamples.filled().reach().emails().stream()
                .map(email -> Channels.MAIL_TO + email.address())
                .toList();
        NodeRig.until("they are written to", () -> {
            scene.look(scene.es);
            return mails().size() == listed.size();
        });
        assertEquals(
                new HashSet<>(listed),
                new HashSet<>(mails().stream().map(Attempt::channel).toList()));
        String text = mails().getFirst().notice().text();
        assertTrue(text.contains("cert-es.example が優先度"), text);
        assertTrue(text.contains(id.hex().substring(0, 8)), text);
        assertFalse(text.contains("xxx"), text);
        assertFalse(text.contains("ddos"), text);
        // Not again when the answer is due too, and not by the next process.
        scene.pass(Duration.ofHours(2));
        NodeRig.until("nobody answered", () -> {
            scene.look(scene.es);
            return scene.tried(scene.es, id).contains("unanswered");
        });
        scene.es.stop();
        scene.start(scene.es);
        scene.es.emergencies().resume();
        scene.look(scene.es);
        assertEquals(listed.size(), mails().size());
    }

    @Test
    void whereAProfileHasEndedNobodyIsWrittenToAndThatIsSaid() throws Exception {
        EmergencyRelayScene.agree(scene.es, scene.jp, false);
        scene.profileAge = Duration.ofDays(3_000);
        scene.start(scene.es);
        Digest id = scene.raise(Precedence.IMMEDIATE);
        scene.pass(IMMEDIATE);
        NodeRig.until("nobody to write to", () -> {
            scene.look(scene.es);
            return scene.tried(scene.es, id).contains("no-contacts");
        });
        assertEquals(List.of(), mails());
    }
}
