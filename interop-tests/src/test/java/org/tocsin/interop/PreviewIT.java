package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.peer.Records.Document;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.JsonTree;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// What proposed terms would have done with all real incidents of the shared load, asked by the real command of a node
/// that holds them, before anyone signs: in time to be looked at while one writes the terms. Rule R-AGR-4.
@Timeout(900)
class PreviewIT {
    /// What is meant is the first, on a machine that does nothing else.
    private static final Duration TIME_MAX = Duration.ofSeconds(Trial.isLong() ? 5 : 60);
    private static final Team AUTHOR = Demo.SPAIN;
    private static final Team PARTNER = Demo.JAPAN;

    @Test
    void proposedTermsAreTriedOnEveryRealIncidentInUnderFiveSeconds() throws Exception {
        List<Document> incidents = Scene.load(Integer.MAX_VALUE);
        try (var scene = Scene.of(List.of(AUTHOR, PARTNER))) {
            Federation nodes = scene.federation();
            nodes.agree(AUTHOR, PARTNER, Tlp.GREEN, Tlp.GREEN);
            nodes.stop(PARTNER);
            nodes.line(AUTHOR).publish(incidents.iterator(), (document, outcome) -> {});
            Path terms = scene.home().resolve("proposed.terms");
            Files.write(terms, AgreementCodec.encode(proposed(nodes)).array());
            Instant begun = Clock.systemUTC().instant();
            CommandRun run = CommandRun.of(
                    Scene.surroundings().clock(),
                    Scene.surroundings().random(),
                    "agreement",
                    "preview",
                    terms.toString(),
                    "--days",
                    "90",
                    "--output",
                    "json",
                    "--node",
                    nodes.directory(AUTHOR).toString());
            Duration took = Duration.between(begun, Clock.systemUTC().instant());
            assertEquals(ExitCode.OK, run.exit(), run.err());
            JsonTree preview = JsonTree.read(run.out().getBytes(StandardCharsets.UTF_8));
            long stored = preview.at("records").number();
            assertTrue(stored >= 6_000, stored + " records");
            assertTrue(preview.at("changed").number() > 0, "AMBER goes out under these terms, and did not before");
            long cells = preview.at("cells").list().stream()
                    .mapToLong(cell -> cell.at("count").number())
                    .sum();
            assertEquals(stored, cells + preview.at("gone").number(), "every record is in one cell");
            assertTrue(took.compareTo(TIME_MAX) < 0, took + " for " + stored + " records");
            System.getLogger(PreviewIT.class.getName())
                    .log(System.Logger.Level.INFO, "previewed records={0} took={1}", stored, took);
        }
    }

    /// The next version of the agreement: AMBER goes to the partner, too.
    private static SharingAgreement proposed(Federation nodes) throws WireException {
        SharingAgreement today =
                AgreementCodec.decode(nodes.line(AUTHOR).agreements().getFirst().terms());
        boolean inOrder = AUTHOR.compareTo(PARTNER) < 0;
        Direction there = new Direction(AUTHOR, PARTNER, Optional.of(Tlp.AMBER));
        return new SharingAgreement(
                today.id(),
                today.version() + 1,
                Optional.of(Sha256.of(AgreementCodec.encode(today))),
                today.title(),
                today.legalBasis(),
                today.from(),
                today.until(),
                today.conduct(),
                inOrder ? there : today.first(),
                inOrder ? today.second() : there);
    }
}
