package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NodeHome;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.DirectoryLock;
import org.tocsin.proof.SuitePrivateKey;

/// `ledger verify`, `ledger reopen` and `node rebuild` on a real node's directory.
class LedgerCommandsTest {
    @TempDir
    Path top;

    private DirectoryRig rig;
    private ByteArrayOutputStream out;
    private ByteArrayOutputStream err;
    private Path directory;

    @BeforeEach
    void makeNode() throws IOException {
        rig = new DirectoryRig(top);
        out = rig.out;
        err = rig.err;
        directory = rig.directory;
    }

    @Test
    void aSoundLedgerVerifiesAndADamagedOneIsNamed() throws Exception {
        append(3);
        assertEquals(ExitCode.OK, run("ledger", "verify", directory.toString(), "--output", "json"));
        assertEquals(
                "{\"team\":\"cert-jp.example\",\"verdict\":\"sound\",\"entries\":3,\"contents\":0,\"erased\":0,\"evidence\":0}\n",
                printed(out));

        try (Database database = Database.open(home().database())) {
            database.transactions().writing(session -> session.update("update ledger_epoch set root = ?", Digest.ZERO));
        }
        out.reset();
        assertEquals(ExitCode.NEGATIVE, run("ledger", "verify", "--node", directory.toString(), "--output", "json"));
        assertTrue(printed(out).contains("\"table\":\"ledger_epoch\",\"row\":1,\"column\":\"root\""), printed(out));
    }

    @Test
    void aDirectoryWithoutADatabaseIsALineAndNotATrace() {
        assertEquals(ExitCode.UNUSABLE, run("ledger", "verify", directory.toString()));
        assertTrue(printed(err).contains("there is no database"), printed(err));
        assertEquals(1, printed(err).lines().count(), printed(err));
    }

    /// What the rooms keep as evidence is in the walk, too.
    @Test
    void aRowOfEveryRoomThatIsNotWhatItShouldBeIsNamed() throws Exception {
        append(1);
        Map<String, String> rows = Map.of(
                "pinned_team", "(team, root_fingerprint, pinned_at) values ('cert-es.example', ?, 0)",
                "seen_head", "(team, epoch, size, root, checkpoint, at) values ('cert-es.example', 1, 1, ?, '', 0)",
                "received_segment",
                        "(id, team, epoch, stored_at, body, admitted) values (1, 'cert-es.example', 1, 0, ?, x'')");
        for (Map.Entry<String, String> row : rows.entrySet()) {
            write("insert into " + row.getKey() + " " + row.getValue(), Digest.ZERO);
            out.reset();
            assertEquals(ExitCode.NEGATIVE, run("ledger", "verify", directory.toString(), "--output", "json"));
            assertTrue(printed(out).contains("\"table\":\"" + row.getKey() + "\""), printed(out));
            write("delete from " + row.getKey());
        }
        assertEquals(ExitCode.OK, run("ledger", "verify", directory.toString()));
    }

    @Test
    void aFileThatIsNoDatabaseOfThisProgramIsALineForEveryCommand() throws Exception {
        Path file = Files.createDirectories(directory.resolve("data")).resolve("tocsin.db");
        byte[] text = "This is a letter, and no database at all. ".repeat(200).getBytes(StandardCharsets.UTF_8);
        Files.write(file, text);
        everyCommandSays("is not a database of this program: ");
        assertArrayEquals(text, Files.readAllBytes(file));
    }

    @Test
    void aNewerSchemaIsALineForEveryCommand() throws Exception {
        append(1);
        write("insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, installed_on, execution_time, success) select 99, '99', 'newer', type, 'V99__newer.sql',"
                + " 1, installed_by, installed_on, 1, 1 from flyway_schema_history where installed_rank = 1");
        everyCommandSays("the database has schema 99, which a newer program made");
    }

    private void everyCommandSays(String what) {
        for (List<String> command :
                List.of(List.of("node", "run"), List.of("node", "rebuild"), List.of("ledger", "verify"))) {
            err.reset();
            assertEquals(
                    ExitCode.UNUSABLE,
                    run(command.get(0), command.get(1), "--node", directory.toString()),
                    command + printed(err));
            assertTrue(printed(err).contains(what), printed(err));
            assertEquals(1, printed(err).lines().count(), printed(err));
        }
    }

    private void write(String sql, Object... values) throws Exception {
        try (Database database = Database.open(home().database())) {
            database.transactions().writing(session -> session.update(sql, values));
        }
    }

    @Test
    void aRestoredLedgerGoesOnInANewEpoch() throws Exception {
        append(2);
        Path database = directory.resolve("data").resolve("tocsin.db");
        Path backup = Files.copy(database, top.resolve("backup.db"));
        append(1);
        assertEquals(ExitCode.UNUSABLE, run("ledger", "reopen", directory.toString()));
        assertTrue(printed(err).contains("nothing is known that the database does not hold"), printed(err));

        Files.copy(backup, database, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(ExitCode.NEGATIVE, run("ledger", "verify", directory.toString()));
        out.reset();
        assertEquals(ExitCode.OK, run("ledger", "reopen", directory.toString(), "--output", "json"));
        assertEquals(
                "{\"ended\":\"cert-jp.example/ledger/1\",\"ended_at_size\":3,\"known_from\":\"high-water file\","
                        + "\"began\":\"cert-jp.example/ledger/2\",\"manifest_version\":2}\n",
                printed(out));
        TeamManifest manifest = home().own().current();
        assertEquals(
                3, manifest.ledgerKeys().getFirst().closedAt().orElseThrow().size());

        append(1);
        assertEquals(ExitCode.OK, run("ledger", "verify", directory.toString()));
        String audit = Files.readString(directory.resolve("audit.jsonl"));
        assertTrue(audit.contains("\"event\":\"LEDGER_REOPENED\""), audit);
        assertTrue(audit.contains("\"began\":\"cert-jp.example/ledger/2\""), audit);
    }

    @Test
    void aReopeningThatWasCutShortBehindTheManifestIsFinished() throws Exception {
        append(1);
        byte[] database = Files.readAllBytes(directory.resolve("data").resolve("tocsin.db"));
        byte[] highWater = Files.readAllBytes(home().config().ledger().highWaterFile());
        assertEquals(ExitCode.OK, run("ledger", "reopen", directory.toString(), "--anyway"));
        Files.write(directory.resolve("data").resolve("tocsin.db"), database);
        Files.write(home().config().ledger().highWaterFile(), highWater);
        assertEquals(ExitCode.OK, run("ledger", "reopen", directory.toString()));
        assertEquals(2, home().own().current().version());
        append(1);
    }

    @Test
    void aWrongRootKeyChangesNothing() throws Exception {
        append(1);
        Path wrong = top.resolve("wrong.key");
        SuitePrivateKey.generate(Suite.ED25519, rig.random).save(wrong);
        assertEquals(
                ExitCode.UNUSABLE,
                run("ledger", "reopen", directory.toString(), "--anyway", "--root-key", wrong.toString()));
        assertTrue(printed(err).contains("not the team's root key"), printed(err));
        assertEquals(1, home().own().current().version());
        append(1);
    }

    @Test
    void aRebuildLeavesEverythingAsItWas() throws Exception {
        append(2);
        assertEquals(ExitCode.OK, run("node", "rebuild", directory.toString(), "--output", "json"), printed(err));
        assertTrue(printed(out).contains("\"same\":true"), printed(out));
        DirectoryLock held = DirectoryLock.take(directory.resolve("data"));
        assertEquals(ExitCode.UNUSABLE, run("node", "rebuild", directory.toString()));
        held.close();
        assertTrue(printed(err).contains("in use by a running node"), printed(err));
    }

    private void append(int count) throws Exception {
        rig.append(count);
    }

    private NodeHome home() throws NodeHome.UnusableException {
        return rig.home();
    }

    private ExitCode run(String... arguments) {
        return rig.run(arguments);
    }

    private static String printed(ByteArrayOutputStream stream) {
        return DirectoryRig.printed(stream);
    }
}
