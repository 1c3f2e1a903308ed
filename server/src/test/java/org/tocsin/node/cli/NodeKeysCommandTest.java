package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.node.NodeHome;
import org.tocsin.secret.KeyFiles;
import org.tocsin.trust.PapersDirectory;

/// Keys of a node's directory, encrypted and exposed: threat S-READABLE-KEY.
class NodeKeysCommandTest {
    @TempDir
    Path top;

    private DirectoryRig rig;
    private Path passphrase;

    @BeforeEach
    void writePassphrase() throws IOException {
        rig = new DirectoryRig(top);
        passphrase = top.resolve("passphrase");
        Files.writeString(passphrase, "correct horse\n");
        mode(passphrase, "rw-------");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private ExitCode keys(String... more) {
        return rig.run(Stream.concat(Stream.of("node", "keys", "--node", rig.directory.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private void nameIn(Path file, String section) throws IOException {
        Files.writeString(file, section + "passphrase_file = \"" + passphrase + "\"\n", StandardOpenOption.APPEND);
    }

    private void inNodeToml() throws IOException {
        Path toml = rig.directory.resolve("node.toml");
        Files.writeString(
                toml,
                Files.readString(toml)
                        .replaceFirst("(?m)^# passphrase_file = .*$", "passphrase_file = \"" + passphrase + "\""));
    }

    @Test
    void keysAreEncryptedAndUsedAndWrittenInTheClearAgain() throws Exception {
        // The store's own lies there too, and is none of these.
        rig.append(1);
        assertTrue(Files.exists(rig.directory.resolve("keys/store.key")));
        assertEquals(ExitCode.NEGATIVE, keys(), "plain keys");
        assertEquals(ExitCode.UNUSABLE, keys("encrypt"), "no passphrase named");
        assertEquals(ExitCode.OK, keys("encrypt", "--passphrase-file", passphrase.toString()));
        assertEquals(ExitCode.OK, keys("show"));
        mode(rig.directory.resolve("keys/ledger.key"), "rw-r-----");
        assertEquals(ExitCode.NEGATIVE, keys("show"), "encrypted, and others read it");
        mode(rig.directory.resolve("keys/ledger.key"), "rw-------");
        for (Path file : KeyFiles.in(rig.directory.resolve("keys"))) {
            assertTrue(KeyFiles.isEncrypted(file), file.toString());
        }
        assertEquals(ExitCode.UNUSABLE, rig.run("node", "check-config", "--node", rig.directory.toString()));
        inNodeToml();
        nameIn(rig.directory.resolve(OfficerFile.NAME), "");
        assertEquals(ExitCode.OK, rig.run("node", "check-config", "--node", rig.directory.toString()));
        rig.out.reset();
        assertEquals(ExitCode.OK, keys("encrypt"), "a second time there is nothing to do");
        assertTrue(DirectoryRig.printed(rig.out).startsWith("All key files are encrypted already"));
        assertEquals(ExitCode.OK, keys("show"));
        assertTrue(DirectoryRig.printed(rig.out).contains("keys/store.key"));
        mode(rig.directory.resolve("keys/store.key"), "rw-r--r--");
        assertEquals(ExitCode.NEGATIVE, keys("show"), "whoever reads it can seal what they wrote");
        mode(rig.directory.resolve("keys/store.key"), "rw-------");
        rig.append(2);
        assertTrue(OfficerLine.credentials(OfficerFile.read(rig.directory)).belongTogether());
        assertEquals(ExitCode.OK, keys("decrypt"));
        assertEquals(ExitCode.NEGATIVE, keys("show"));
        rig.append(1);
    }

    @Test
    void whereTheKeysAreEncryptedAFurtherOfficersIsNotWrittenInTheClearUnasked() throws Exception {
        assertEquals(ExitCode.OK, keys("encrypt", "--passphrase-file", passphrase.toString()));
        inNodeToml();
        assertEquals(ExitCode.UNUSABLE, addOfficer("second"));
        assertTrue(DirectoryRig.printed(rig.err).contains("--passphrase-file FILE"), DirectoryRig.printed(rig.err));
        Path own = Files.writeString(top.resolve("own"), "battery staple\n");
        mode(own, "rw-r--r--");
        assertEquals(ExitCode.UNUSABLE, addOfficer("second", "--passphrase-file", own.toString()));
        assertFalse(Files.exists(top.resolve("second")), "nothing is half made");
        mode(own, "rw-------");
        assertEquals(ExitCode.OK, addOfficer("second", "--passphrase-file", own.toString()));
        assertTrue(KeyFiles.isEncrypted(top.resolve("second/keys/officer.key")));
        assertTrue(
                OfficerLine.credentials(OfficerFile.read(top.resolve("second"))).belongTogether());
        assertEquals(ExitCode.OK, addOfficer("third", "--plain-key"));
        assertFalse(KeyFiles.isEncrypted(top.resolve("third/keys/officer.key")));
    }

    private ExitCode addOfficer(String directory, String... more) {
        return rig.run(Stream.concat(
                        Stream.of(
                                "node",
                                "add-officer",
                                directory,
                                "--roles",
                                "analyst",
                                "--node",
                                rig.directory.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aWrongPassphraseChangesNothingAndIsSaidWithoutIt() throws Exception {
        assertEquals(ExitCode.OK, keys("encrypt", "--passphrase-file", passphrase.toString()));
        inNodeToml();
        Files.writeString(passphrase, "wrong horse\n");
        rig.err.reset();
        assertEquals(ExitCode.UNUSABLE, keys("decrypt"));
        assertEquals(ExitCode.UNUSABLE, keys("encrypt"));
        assertTrue(DirectoryRig.printed(rig.err).contains("does not open with the passphrase in " + passphrase));
        assertFalse(DirectoryRig.printed(rig.err).contains("horse"));
        assertEquals(ExitCode.UNUSABLE, rig.run("node", "check-config", "--node", rig.directory.toString()));
        nameIn(rig.directory.resolve(OfficerFile.NAME), "");
        assertThrows(CommandFault.class, () -> OfficerLine.credentials(OfficerFile.read(rig.directory)));
    }

    @Test
    void aNewNodesKeysAreNeverPlainWhereAPassphraseIsNamed() throws Exception {
        Path made = top.resolve("es");
        List<String> init = List.of(
                "node", "init", made.toString(), "--team", "cert-es.example", "--no-endpoint", "--suite", "ed25519");
        mode(passphrase, "rw-r--r--");
        String[] options = Stream.concat(init.stream(), Stream.of("--passphrase-file", "passphrase"))
                .toArray(String[]::new);
        assertEquals(ExitCode.UNUSABLE, rig.run(options));
        assertTrue(DirectoryRig.printed(rig.err).contains("chmod 600 " + passphrase));
        assertFalse(Files.exists(made));
        mode(passphrase, "rw-------");
        assertEquals(ExitCode.OK, rig.run(options));
        for (Path file : KeyFiles.in(made.resolve("keys"))) {
            assertTrue(KeyFiles.isEncrypted(file), file.toString());
        }
        assertEquals(ExitCode.OK, rig.run("node", "check-config", "--node", made.toString()));
        assertTrue(NodeHome.read(made).papers().node().belongTogether());
        NodeHome.read(made).papers().sealing(rig.random);
        assertTrue(KeyFiles.isEncrypted(made.resolve("keys/sealing.key")), "made at the first start");
        assertThrows(IOException.class, () -> new PapersDirectory(made).node());
    }

    @Test
    void keysThatOthersMayReadStopTheStartWithTheCommandThatMendsIt() throws Exception {
        Path keys = rig.directory.resolve("keys");
        Path ledger = keys.resolve("ledger.key");
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            mode(ledger, mode);
            var refused = assertThrows(NodeHome.UnusableException.class, () -> NodeHome.read(rig.directory));
            assertTrue(
                    refused.problems().getFirst().remedy().startsWith("run: chmod 600 " + ledger),
                    refused.problems().toString());
            assertEquals(ExitCode.UNUSABLE, rig.run("node", "check-config", "--node", rig.directory.toString()));
        }
        mode(ledger, "rw-------");
        for (String mode : List.of("rwxr-x---", "rwx-----x")) {
            mode(keys, mode);
            var refused = assertThrows(NodeHome.UnusableException.class, () -> NodeHome.read(rig.directory));
            assertTrue(
                    refused.problems().getFirst().remedy().startsWith("run: chmod 700 " + keys),
                    refused.problems().toString());
        }
        mode(keys, "rwx------");
        NodeHome.read(rig.directory);
        mode(keys.resolve("officer.key"), "rw-r--r--");
        var refused = assertThrows(CommandFault.class, () -> OfficerLine.credentials(OfficerFile.read(rig.directory)));
        assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
    }

    @Test
    void aTokenNeedsAllThatFindsItAndNoPinInTheFile() throws Exception {
        Path toml = rig.directory.resolve("node.toml");
        Files.writeString(toml, "\n[tls.token]\nlibrary = \"/gone.so\"\npin = \"4711\"\n", StandardOpenOption.APPEND);
        rig.out.reset();
        assertEquals(ExitCode.UNUSABLE, rig.run("node", "check-config", "--node", rig.directory.toString()));
        String said = DirectoryRig.printed(rig.out);
        for (String missing : List.of("tls.token.token", "tls.token.key", "tls.token.pin_file")) {
            assertTrue(said.contains(missing), said);
        }
        assertTrue(said.contains("is a PIN in a configuration"), said);
        assertFalse(said.contains("4711"), said);
    }
}
