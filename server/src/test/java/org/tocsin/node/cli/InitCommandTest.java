package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.config.RosterReader;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PapersDirectory;

/// A new node says where it is reached, or that it is not; rule R-LAN-8.
class InitCommandTest {
    @TempDir
    Path top;

    private ExitCode init(DirectoryRig rig, Path directory, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("node", "init", directory.toString(), "--team", "cert-es.example"));
        arguments.addAll(List.of(more));
        return rig.run(arguments.toArray(String[]::new));
    }

    @Test
    void aFurtherOfficerHasAKeyOfTheirOwnUnderTheTeamsAuthority() throws Exception {
        DirectoryRig rig = new DirectoryRig(top.resolve("rig"));
        Path second = top.resolve("second");
        String node = rig.directory.toString();
        assertEquals(
                ExitCode.OK,
                rig.run(
                        "node",
                        "add-officer",
                        second.toString(),
                        "--node",
                        node,
                        "--id",
                        "0b0b",
                        "--roles",
                        "signatory,auditor"));
        assertEquals(ExitCode.OK, rig.run("node", "officers", "--node", node));
        var roster = ((RosterReader.Result.Read) RosterReader.read(rig.directory)).roster();
        assertEquals(Set.of(OfficerRole.SIGNATORY, OfficerRole.AUDITOR), roster.of("0b0b"));
        assertEquals(2, roster.roles().size());
        PapersDirectory papers = new PapersDirectory(second);
        PapersDirectory team = new PapersDirectory(rig.directory);
        Credentials officer = papers.officer();
        officer.certificate().verify(team.officerAuthority().certificate().getPublicKey());
        assertEquals(
                "[[6, spiffe://cert-jp.example/officer/0b0b]]",
                String.valueOf(officer.certificate().getSubjectAlternativeNames()));
        assertEquals(
                OfficerFile.read(rig.directory).address(),
                OfficerFile.read(second).address());
        assertEquals(
                ExitCode.UNUSABLE,
                rig.run("node", "add-officer", second.toString(), "--node", node, "--roles", "analyst"),
                "made already");
        assertEquals(
                ExitCode.UNUSABLE,
                rig.run("node", "add-officer", top.resolve("third").toString(), "--node", node, "--roles", "emperor"));
        Files.delete(team.keys().resolve("officer-authority.key"));
        assertEquals(
                ExitCode.UNUSABLE,
                rig.run("node", "add-officer", top.resolve("third").toString(), "--node", node, "--roles", "analyst"));
        assertFalse(Files.exists(top.resolve("third")));
    }

    @Test
    void aNodeIsMadeWithEndpointsOrExpresslyWithout() throws Exception {
        DirectoryRig rig = new DirectoryRig(top.resolve("rig"));
        Path directory = top.resolve("es");
        assertEquals(ExitCode.UNUSABLE, init(rig, directory));
        assertEquals(ExitCode.UNUSABLE, init(rig, directory, "--endpoint", "a.example:1", "--no-endpoint"));
        assertFalse(Files.exists(directory));

        assertEquals(ExitCode.OK, init(rig, directory, "--no-endpoint"));
        PapersDirectory papers = new PapersDirectory(directory);
        assertTrue(papers.own().current().nodes().getFirst().endpoints().isEmpty());
        assertEquals(1, papers.node().certificate().getSubjectAlternativeNames().size());

        Path reachable = top.resolve("reachable");
        assertEquals(ExitCode.OK, init(rig, reachable, "--endpoint", "peer.cert-es.example:7443"));
        assertEquals(
                List.of("peer.cert-es.example:7443"),
                new PapersDirectory(reachable)
                        .own()
                        .current()
                        .nodes()
                        .getFirst()
                        .endpoints());
    }
}
