package org.tocsin.certsdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Suite;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TeamPapers;

class DevPkiCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Surroundings surroundings() {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new Surroundings(
                new Console(out, out, false, false, false, ZoneOffset.UTC),
                InstantSource.fixed(NOW),
                new SecureRandom(),
                Map.of(),
                InputStream.nullInputStream(),
                directory);
    }

    @Test
    void everyTeamGetsPapersThatHoldAndTheCardsOfTheOthers() throws IOException {
        DevPkiCommand command = new DevPkiCommand(surroundings());

        assertEquals(ExitCode.OK, command.call());

        for (TeamPapers.Plan plan : DevFederation.plans(Suite.ED25519)) {
            Path home = directory.resolve(plan.team().domain());
            PapersDirectory papers = new PapersDirectory(home);
            assertEquals(plan.team(), papers.own().team());
            String text = printed.toString(StandardCharsets.UTF_8);
            assertTrue(text.contains(Fingerprint.spoken(papers.rootFingerprint())), text);
            for (TeamPapers.Plan other : DevFederation.plans(Suite.ED25519)) {
                if (!other.team().equals(plan.team())) {
                    Path card = papers.papers().resolve("partners").resolve(other.team() + ".manifests");
                    var root =
                            new PapersDirectory(directory.resolve(other.team().domain())).rootFingerprint();
                    assertTrue(
                            ManifestChain.verify(root, PapersDirectory.readManifests(card))
                                    instanceof ManifestVerdict.Verified);
                }
            }
        }
    }

    @Test
    void papersThatAreThereAreNotTouched() throws IOException {
        Path keys = directory.resolve("fusion.example/keys");
        Files.createDirectories(keys);

        assertThrows(CommandFault.class, () -> new DevPkiCommand(surroundings()).call());

        assertTrue(Files.notExists(directory.resolve("cert-es.example")));
    }
}
