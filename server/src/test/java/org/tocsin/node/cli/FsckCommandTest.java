package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.node.cli.DirectoryRig.printed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
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
    void aFileThatWasCutShortIsNamedOrNoDatabase() throws Exception {
        Path file = data.resolve("tocsin.db");
        for (int part = 1; part < 8; part++) {
            Path whole = Files.copy(file, top.resolve("whole-" + part));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() * part / 8);
            }
            ExitCode code = fsck();
            assertTrue(code == ExitCode.NEGATIVE || code == ExitCode.UNUSABLE, part + ": " + printed(rig.out));
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

    private ExitCode fsck() {
        rig.out.reset();
        rig.err.reset();
        return rig.run("fsck", rig.directory.toString(), "--output", "json");
    }

    private void write(String sql) throws Exception {
        try (Database database = Database.open(rig.home().database())) {
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
