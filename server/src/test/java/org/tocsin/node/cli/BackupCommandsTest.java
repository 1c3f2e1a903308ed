package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Team;
import org.tocsin.node.NodeHome;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.DirectoryLock;
import org.tocsin.testing.JsonTree;

/// `backup` and `restore` on a real node's directory: what is in it, and that a copy never signs by itself. Rule
/// R-LED-7,
/// threat S-RESTORED.
class BackupCommandsTest {
    private static final String HIGH_WATER = "high-water";
    private static final Team PARTNER = new Team("cert-es.example");
    private static final StartGate.Asking NOBODY = new StartGate.Asking(Set.of(), Set.of(), false);

    @TempDir
    Path top;

    private DirectoryRig rig;
    private Path file;
    private Path restored;

    @BeforeEach
    void makeNode() throws IOException {
        rig = new DirectoryRig(top);
        file = top.resolve("node.backup");
        restored = top.resolve("restored");
    }

    @Test
    void aBackupBesideARunningNodeIsOneFileForItsOwnerWithoutTheKeysThatBelongOffline() throws Exception {
        rig.append(3);
        NodeHome home = rig.home();
        try (DirectoryLock running = DirectoryLock.take(home.dataDirectory());
                Database database = Database.open(home.database())) {
            assertNotNull(running);
            assertNotNull(database.transactions());
            assertEquals(ExitCode.OK, backup("--output", "json"), DirectoryRig.printed(rig.err));
        }
        JsonTree answer = JsonTree.read(rig.out.toByteArray());
        assertEquals("cert-jp.example/ledger/1", answer.at("origin").text());
        assertEquals(3, answer.at("size").number());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Set<String> names = new TreeSet<>();
        BackupArchive.manifest(file).parts().forEach(part -> names.add(part.name()));
        assertTrue(
                names.containsAll(List.of(
                        "data/tocsin.db", "node.toml", "officer.toml", "papers/team.manifests", "keys/ledger.key")),
                names.toString());
        assertFalse(names.contains("keys/root.key"), names.toString());
        assertFalse(names.contains("keys/node-authority.key"), names.toString());
        assertFalse(names.contains(HIGH_WATER), names.toString());
        assertTrue(Files.readString(rig.directory.resolve("audit.jsonl")).contains("\"event\":\"BACKUP_MADE\""));
        nothingIsLeft();

        Path whole = top.resolve("whole.backup");
        assertEquals(
                ExitCode.OK,
                rig.run("backup", "--node", rig.directory.toString(), "--out", whole.toString(), "--with-keys"));
        assertTrue(BackupArchive.manifest(whole).parts().stream()
                .anyMatch(part -> part.name().equals("keys/root.key")));
    }

    @Test
    void aRestoredNodeIsSoundAndSignsOnlyInANewEpoch() throws Exception {
        rig.append(3);
        backup();
        assertEquals(ExitCode.OK, restore("--output", "json"), DirectoryRig.printed(rig.err));
        assertFalse(Files.exists(restored.resolve(HIGH_WATER)));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(restored.resolve("keys"))));
        assertTrue(Files.readString(restored.resolve("audit.jsonl")).contains("\"event\":\"BACKUP_RESTORED\""));
        assertEquals(ExitCode.OK, rig.run("ledger", "verify", restored.toString()), DirectoryRig.printed(rig.err));
        for (StartGate.Asking asking : List.of(
                NOBODY,
                StartGate.Asking.nobody(),
                new StartGate.Asking(Set.of(), Set.of(PARTNER), false),
                new StartGate.Asking(Set.of(PARTNER), Set.of(), false))) {
            var refused = assertInstanceOf(StartGate.State.Refused.class, later(asking), asking.toString());
            assertTrue(refused.why().contains("is a copy made at 2026-11-22T03:00:00Z"), refused.why());
            assertTrue(refused.remedy().contains("tocsin ledger reopen"), refused.remedy());
        }
        assertEquals(
                ExitCode.OK,
                rig.run(
                        "ledger",
                        "reopen",
                        restored.toString(),
                        "--root-key",
                        rig.home().papers().rootKeyFile().toString()),
                DirectoryRig.printed(rig.err));
        rig.append(restored, 1);
        assertEquals(ExitCode.OK, rig.run("ledger", "verify", restored.toString()));
    }

    @Test
    void partnersAreHeardBeforeARestoredNodeSaysNo() throws Exception {
        rig.append(1);
        backup();
        restore();
        StartGate.Asking asking = new StartGate.Asking(Set.of(), Set.of(PARTNER), false);
        assertEquals(
                new StartGate.State.AwaitingPartners(Set.of(PARTNER)), rig.gate(restored, asking, DirectoryRig.NOW));
        var refused = assertInstanceOf(StartGate.State.Refused.class, later(asking));
        assertTrue(refused.why().contains("not heard of: [cert-es.example]"), refused.why());
    }

    @Test
    void theNewestHighWaterFileShowsThatNothingWasSignedSince() throws Exception {
        rig.append(2);
        backup();
        restore();
        Path surviving = rig.directory.resolve(HIGH_WATER);
        Files.copy(surviving, restored.resolve(HIGH_WATER));
        assertInstanceOf(StartGate.State.Signing.class, later(NOBODY));
        rig.append(restored, 1);
        assertEquals(ExitCode.OK, rig.run("ledger", "verify", restored.toString()));
    }

    @Test
    void theNewestHighWaterFileShowsThatSomethingWasSignedSince() throws Exception {
        rig.append(2);
        Path older = Files.copy(rig.directory.resolve(HIGH_WATER), top.resolve("older"));
        rig.append(1);
        backup();
        rig.append(1);
        restore();
        Files.copy(rig.directory.resolve(HIGH_WATER), restored.resolve(HIGH_WATER));
        var refused = assertInstanceOf(StartGate.State.Refused.class, later(NOBODY));
        assertTrue(refused.why().contains("was restored from a backup"), refused.why());
        Files.copy(older, restored.resolve(HIGH_WATER), StandardCopyOption.REPLACE_EXISTING);
        assertInstanceOf(StartGate.State.Refused.class, later(NOBODY), "a high-water file from a backup shows nothing");
    }

    private StartGate.State later(StartGate.Asking asking) throws Exception {
        return rig.gate(restored, asking, DirectoryRig.NOW.plus(Duration.ofMinutes(1)));
    }

    @Test
    void aBackupThatIsCutOrDamagedAnywhereRestoresNothing() throws Exception {
        rig.append(1);
        backup();
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 19)) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(file, flipped);
            if (restore() == ExitCode.OK) {
                // A head's padding, time or owner: nothing that a part is made of.
                assertEquals(ExitCode.OK, rig.run("ledger", "verify", restored.toString()));
                deleteRestored();
            }
            Files.write(file, Arrays.copyOf(whole, at));
            assertEquals(ExitCode.UNUSABLE, restore(), "cut at " + at);
            assertFalse(Files.exists(restored));
            nothingIsLeft();
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertEquals(ExitCode.UNUSABLE, restore());
        assertFalse(DirectoryRig.printed(rig.err).contains("\tat "), DirectoryRig.printed(rig.err));
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        rig.append(1);
        Files.writeString(file, "a letter");
        assertEquals(ExitCode.UNUSABLE, backup());
        assertEquals("a letter", Files.readString(file));
        assertEquals(ExitCode.UNUSABLE, restore(), "that is no backup");
        Files.delete(file);
        backup();
        Files.createDirectories(restored);
        Files.writeString(restored.resolve("mine"), "mine");
        assertEquals(ExitCode.UNUSABLE, restore());
        assertEquals(List.of("mine"), List.of(String.valueOf(restored.toFile().list()[0])));
        Files.delete(restored.resolve("mine"));
        assertEquals(ExitCode.OK, restore());
    }

    @Test
    void partsThatLeadElsewhereAreRefused() throws Exception {
        for (String name :
                List.of("../x", "keys/../../x", "/etc/x", HIGH_WATER, "keys/.x", "papers/a/b", "data/tocsin.db")) {
            var manifest = new ByteArrayOutputStream();
            manifest.writeBytes(
                    ("{\"format\":\"tocsin-backup/1\",\"origin\":\"cert-jp.example/ledger/1\",\"size\":0,\"root\":\""
                                    + "0".repeat(64)
                                    + "\",\"made_at\":\"2026-11-22T03:00:00Z\",\"program\":\"x\",\"keys\":false,"
                                    + "\"parts\":[{\"name\":\"data/tocsin.db\",\"bytes\":0,\"sha256\":\""
                                    + "0".repeat(64)
                                    + "\"},{\"name\":\"" + name + "\",\"bytes\":0,\"sha256\":\"" + "0".repeat(64)
                                    + "\"}]}")
                            .getBytes(StandardCharsets.UTF_8));
            assertThrows(IOException.class, () -> BackupManifest.decode(manifest.toByteArray()), name);
        }
    }

    @Test
    void aDatabaseGoesWhereTheConfigurationLooksForItOrTheConfigurationIsPutAside() throws Exception {
        Path toml = rig.directory.resolve("node.toml");
        String text = Files.readString(toml);
        Files.writeString(toml, text.replace("data/tocsin.db", "elsewhere/in/here.db"));
        rig.append(1);
        assertEquals(ExitCode.OK, backup(), DirectoryRig.printed(rig.err));
        assertEquals(ExitCode.OK, restore());
        assertTrue(Files.exists(restored.resolve("elsewhere/in/here.db")));
        assertEquals(ExitCode.OK, rig.run("ledger", "verify", restored.toString()));
        deleteRestored();

        Files.writeString(
                toml, text.replace("data/tocsin.db", top.resolve("outside.db").toString()));
        Files.delete(rig.directory.resolve(HIGH_WATER));
        rig.append(1);
        Files.delete(file);
        assertEquals(ExitCode.OK, backup());
        assertEquals(ExitCode.OK, restore());
        assertFalse(Files.exists(restored.resolve("node.toml")));
        assertTrue(DirectoryRig.printed(rig.err).contains("it is node.toml.from-backup now"));
        assertEquals(ExitCode.UNUSABLE, rig.run("node", "run", "--node", restored.toString()));
    }

    @Test
    void aPostgresNodeIsToldWhatToTake() throws Exception {
        Path toml = rig.directory.resolve("node.toml");
        Files.writeString(
                toml,
                Files.readString(toml)
                        .replace("sqlite = \"data/tocsin.db\"", "[store.postgres]\nurl = \"jdbc:postgresql://h/d\""));
        assertEquals(ExitCode.UNUSABLE, backup());
        assertTrue(DirectoryRig.printed(rig.err).contains("pg_dump"), DirectoryRig.printed(rig.err));
    }

    @Test
    void anArchiveHoldsPartsOfAnySize() throws IOException {
        for (long size : new long[] {0, 1, 511, 512, 077777777777L, 0100000000000L, 1L << 40}) {
            var out = new ByteArrayOutputStream();
            Tar.begin(out, new Tar.Header("data/tocsin.db", size, 0600), 1_795_000_000L);
            assertEquals(
                    new Tar.Header("data/tocsin.db", size, 0600),
                    Tar.next(new ByteArrayInputStream(out.toByteArray())).orElseThrow());
        }
    }

    private ExitCode backup(String... more) {
        return typed(more, "backup", "--node", rig.directory.toString(), "--out", file.toString());
    }

    private ExitCode restore(String... more) {
        return typed(more, "restore", file.toString(), restored.toString());
    }

    private ExitCode typed(String[] more, String... command) {
        return rig.run(
                Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new));
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(top)) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith(".tocsin-"))
                            .toList());
        }
    }

    private void deleteRestored() throws IOException {
        try (Stream<Path> paths = Files.walk(restored)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
