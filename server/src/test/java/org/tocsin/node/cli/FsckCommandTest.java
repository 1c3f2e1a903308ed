package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.node.cli.DirectoryRig.printed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.DirectoryLock;
import org.tocsin.proof.Sha256;

/// `fsck` on a real node's directory.
class FsckCommandTest {
    @TempDir
    Path top;

    private DirectoryRig rig;
    private Path data;

    @BeforeEach
    void makeNode() throws Exception {
        rig = new DirectoryRig(top);
        rig.append(3);
        data = rig.directory.resolve("data");
    }

    @Test
    void aSoundDirectoryIsFoundSoundAndNothingInItChanges() throws Exception {
        Map<String, Digest> before = files();
        assertEquals(ExitCode.OK, fsck(), printed(rig.err));
        assertEquals(
                "{\"team\":\"cert-jp.example\",\"verdict\":\"sound\",\"findings\":0,\"entries\":3,\"contents\":0,"
                        + "\"erased\":0,\"evidence\":0}\n",
                printed(rig.out));
        assertEquals(before, files());
    }

    @Test
    void aRunningNodeIsLeftAlone() {
        DirectoryLock running = DirectoryLock.take(data);
        try (running) {
            assertEquals(ExitCode.UNUSABLE, fsck());
            assertTrue(printed(rig.err).contains("in use by a running node"), printed(rig.err));
        }
    }

    @Test
    void aNodeCannotStartWhileItsDirectoryIsLookedThrough() {
        // Made, so that there is something to hold.
        DirectoryLock.take(data).close();
        DirectoryLock reading = DirectoryLock.toRead(data);
        try (reading) {
            assertEquals(ExitCode.UNUSABLE, rig.run("node", "rebuild", rig.directory.toString()));
        }
    }

    @Test
    void everyPartThatIsBadIsNamedAndNotOnlyTheFirst() throws Exception {
        write("update ledger_segment set committed_at = committed_at + 1 where first_index = 1");
        write("insert into withdrawn_statement (ledger_epoch, ledger_index) values (1, 1)");
        Files.delete(rig.directory.resolve("high-water"));
        assertEquals(ExitCode.NEGATIVE, fsck());
        String said = printed(rig.out);
        assertTrue(said.contains("\"where\":\"table ledger_segment, row "), said);
        assertTrue(said.contains("\"where\":\"table withdrawn_statement\",\"what\":\"has 1 rows, but 0 follow"), said);
        assertTrue(said.contains("high-water\",\"what\":\"is missing\""), said);
        assertTrue(said.contains("\"findings\":"), said);
    }

    @Test
    void aFileThatWasCutShortIsNamed() throws Exception {
        Path file = data.resolve("tocsin.db");
        for (int part = 1; part < 8; part++) {
            Path whole = Files.copy(file, top.resolve("whole-" + part));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() * part / 8);
            }
            assertEquals(ExitCode.NEGATIVE, fsck(), part + ": " + printed(rig.err));
            Files.delete(file);
            Files.move(whole, file);
        }
        assertEquals(ExitCode.OK, fsck());
    }

    @Test
    void aDirectoryOfNoNodeIsALine() {
        assertEquals(ExitCode.UNUSABLE, rig.run("fsck", top.toString()));
        assertEquals(1, printed(rig.err).lines().count(), printed(rig.err));
    }

    @Test
    void aKeyThatOthersMayReadIsNamed() throws Exception {
        Files.write(rig.directory.resolve("papers").resolve("node.pem"), new byte[] {'x'});
        assertEquals(ExitCode.NEGATIVE, fsck());
        assertTrue(printed(rig.out).contains("node.pem"), printed(rig.out));
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsNamedAndTheOtherFilesAreLookedAt() throws Exception {
        Path file = data.resolve("tocsin.db");
        Files.writeString(file, "This is a letter, and no database at all. ".repeat(200));
        Files.setPosixFilePermissions(
                rig.directory.resolve("keys/store.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(rig.directory.resolve("roles.toml"));
        assertEquals(ExitCode.NEGATIVE, fsck(), printed(rig.err));
        String said = printed(rig.out);
        assertTrue(said.contains("tocsin.db\",\"what\":\"is not a database of this program"), said);
        assertTrue(said.contains("store.key\",\"what\":\"can be used by others"), said);
        assertTrue(said.contains("roles.toml\",\"what\":\"is missing"), said);
        assertTrue(said.contains("\"verdict\":\"bad\",\"findings\":3"), said);
    }

    @Test
    void anExposedStoreKeyAndLostRolesDoNotKeepTheDatabaseFromBeingLookedThrough() throws Exception {
        Files.setPosixFilePermissions(
                rig.directory.resolve("keys/store.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(rig.directory.resolve("roles.toml"));
        write("update ledger_segment set committed_at = committed_at + 1 where first_index = 1");
        assertEquals(ExitCode.NEGATIVE, fsck(), printed(rig.err));
        String said = printed(rig.out);
        assertTrue(said.contains("\"where\":\"table ledger_segment, row "), said);
        assertTrue(said.contains("store.key"), said);
        assertTrue(said.contains("roles.toml"), said);
    }

    @Test
    void anEmptyOrLostDatabaseIsNotToBeStarted() throws Exception {
        Path file = data.resolve("tocsin.db");
        Files.write(file, new byte[0]);
        assertEquals(ExitCode.NEGATIVE, fsck(), printed(rig.err));
        assertTrue(printed(rig.out).contains("restore the newest backup"), printed(rig.out));
        assertFalse(printed(rig.out).contains("start the node once"), printed(rig.out));
        Files.delete(file);
        assertEquals(ExitCode.NEGATIVE, fsck(), printed(rig.err));
        assertTrue(printed(rig.out).contains("there is no database at"), printed(rig.out));
        assertTrue(printed(rig.out).contains("restore the newest backup"), printed(rig.out));
    }

    @Test
    void withoutPapersThePagesAndTheSealsAreLookedAt() throws Exception {
        Files.delete(rig.directory.resolve("papers/team.manifests"));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tocsin.db"));
                Statement statement = other.createStatement()) {
            statement.execute("update ledger_segment set committed_at = committed_at + 1 where first_index = 1");
        }
        assertEquals(ExitCode.NEGATIVE, fsck(), printed(rig.err));
        String said = printed(rig.out);
        assertTrue(said.contains("team.manifests"), said);
        assertTrue(said.contains("not looked at, nor what follows from it"), said);
        assertTrue(said.contains("\"part\":\"seals\",\"where\":\"table ledger_segment, row "), said);
    }

    @Test
    void aHighWaterFileOfWhichOneHalfIsLostIsNamed() throws Exception {
        Path file = rig.directory.resolve("high-water");
        byte[] sound = Files.readAllBytes(file);
        for (int at : new int[] {10, 4_096 + 10}) {
            byte[] other = sound.clone();
            other[at] ^= 1;
            Files.write(file, other);
            assertEquals(ExitCode.NEGATIVE, fsck(), "byte " + at);
            assertTrue(printed(rig.out).contains("high-water\",\"what\":\"one of its two copies"), printed(rig.out));
        }
        Files.write(file, Arrays.copyOf(sound, 4_096));
        assertEquals(ExitCode.NEGATIVE, fsck());
        Files.write(file, sound);
        assertEquals(ExitCode.OK, fsck());
    }

    @Test
    void anOlderCopyOfTheDatabaseOrAnotherNodesIsNamed() throws Exception {
        Path file = data.resolve("tocsin.db");
        Path older = Files.copy(file, top.resolve("older.db"));
        rig.append(2);
        Path newer = Files.copy(file, top.resolve("newer.db"));
        Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(ExitCode.NEGATIVE, fsck());
        assertTrue(printed(rig.out).contains("\"part\":\"ledger and evidence\""), printed(rig.out));
        Files.copy(newer, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(ExitCode.OK, fsck());

        Path others = Files.createDirectory(top.resolve("others"));
        DirectoryRig other = new DirectoryRig(others);
        other.append(5);
        for (String part : List.of("data/tocsin.db", "keys/store.key", "high-water", "papers/team.manifests")) {
            Path own = rig.directory.resolve(part);
            Path kept = Files.copy(own, top.resolve("kept"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(other.directory.resolve(part), own, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(ExitCode.NEGATIVE, fsck(), part + " of another node");
            Files.copy(kept, own, StandardCopyOption.REPLACE_EXISTING);
        }
        // All that the database is sealed and measured with, too: what signed it still is another key.
        for (String part : List.of("data/tocsin.db", "keys/store.key", "high-water")) {
            Files.copy(other.directory.resolve(part), rig.directory.resolve(part), StandardCopyOption.REPLACE_EXISTING);
        }
        assertEquals(ExitCode.NEGATIVE, fsck());
        assertTrue(printed(rig.out).contains("not signed by a key of the team"), printed(rig.out));
    }

    @Test
    void aConfigurationThatCannotBeUsedIsNamed() throws Exception {
        Files.writeString(rig.directory.resolve("node.toml"), "no = 1");
        assertEquals(ExitCode.NEGATIVE, fsck(), printed(rig.err));
        assertTrue(printed(rig.out).contains("is no key of this version"), printed(rig.out));
        assertTrue(printed(rig.out).contains("nothing else was looked at"), printed(rig.out));
    }

    private ExitCode fsck() {
        rig.out.reset();
        rig.err.reset();
        return rig.run("fsck", rig.directory.toString(), "--output", "json");
    }

    private void write(String sql) throws Exception {
        Database.Address address = new Database.Address.SqliteFile(
                data.resolve("tocsin.db"), Optional.of(rig.directory.resolve("keys/store.key")));
        try (Database database = Database.open(address)) {
            database.transactions().writing(session -> session.update(sql));
        }
    }

    /// What every file holds, by name.
    private Map<String, Digest> files() throws IOException {
        Map<String, Digest> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(rig.directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Sha256.of(Bytes.wrap(Files.readAllBytes(file))));
            }
        }
        return files;
    }
}
