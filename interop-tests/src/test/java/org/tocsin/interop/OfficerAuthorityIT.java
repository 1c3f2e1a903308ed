package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;

/// The authority that issues for officers is replaced at a running node: officers go on under the next one without a
/// restart, and what the old one issued ends. Rules R-MAN-4, R-MAN-9; threat S-REVOKED.
@Timeout(240)
class OfficerAuthorityIT {
    private static final Team ES = Demo.SPAIN;

    private final Surroundings surroundings = Scene.surroundings();

    @Test
    void officersGoOnUnderTheNextAuthorityAndTheOldOnesCertificatesEnd() throws Exception {
        try (var scene = Scene.of(List.of(ES))) {
            Path es = scene.federation().directory(ES);
            var keys = new Ceremony(es);
            Path second = es.resolve("second");
            keys.type("node", "add-officer", second.toString(), "--roles", "analyst", "--node", es.toString());
            reloadUntilLetIn(scene, second);
            Path certificate = second.resolve("papers/officer.pem");
            Path old = Files.copy(certificate, es.resolve("old.pem"));
            OperatorClient standing = OfficerLine.open(OfficerFile.read(second), surroundings);
            standing.node();

            keys.rotate("officer-authority");
            Path manifests = keys.signed("--officer-authority", "papers/officer-authority-next.pem");
            keys.take(manifests);
            keys.rotate("officer");
            keys.rotate("officer", "--for", certificate.toString());
            Scene.await("the first officer under the next authority", () -> Ceremony.isLetIn(es));
            Scene.await("the second one too", () -> Ceremony.isLetIn(second));
            standing.node();

            keys.take(keys.signed("--drop-authority", "papers/officer-authority.pem"));
            Scene.await("the old certificate's connection ends", () -> isEnded(standing));
            standing.close();
            Scene.await("both go on", () -> Ceremony.isLetIn(es) && Ceremony.isLetIn(second));
            Files.copy(old, certificate, StandardCopyOption.REPLACE_EXISTING);
            assertFalse(Ceremony.isLetIn(second), "with what the old authority issued");
        }
    }

    /// An officer's roles are read on SIGHUP.
    private void reloadUntilLetIn(Scene scene, Path officer) {
        Scene.await("the second officer may ask", () -> {
            try {
                scene.federation().node(ES).reload();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return Ceremony.isLetIn(officer);
        });
    }

    private static boolean isEnded(OperatorClient line) {
        try {
            line.node();
            return false;
        } catch (OperatorFault refused) {
            return true;
        }
    }
}
