package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Tlp;
import org.tocsin.node.acts.LocalInspector;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.testing.FreePorts;

/// The ledger of what officers do: it says everything, and whatever is done to it is found. Threats T39 and T40.
class LocalLedgerTest {
    @TempDir
    Path directory;

    private OperatorRig es;

    @BeforeEach
    void startNode() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        for (int i = 0; i < 3; i++) {
            OperatorRig.must(es.type("node", "status"));
        }
        es.type("lanes", "retry", "cert-xx.example");
        // The officer is answered first.
        NodeRig.until("its end is written", () -> entries().getLast().kind() == LocalEntry.Kind.ENDED);
    }

    @AfterEach
    void stopNode() {
        es.close();
    }

    private List<LocalEntry> entries() {
        return es.local.page(0, Long.MAX_VALUE, 10_000).stream()
                .map(held -> LocalEntry.decode(held.entry()).orElseThrow())
                .toList();
    }

    @Test
    void everyCallIsAnEntryAndWhatMayChangeSomethingHasABeginningAndAnEnd() {
        List<LocalEntry> entries = entries();
        assertEquals("start", entries.getFirst().method());
        assertEquals(
                3,
                entries.stream()
                        .filter(entry -> entry.method().endsWith("/GetNodeStatus")
                                && entry.kind() == LocalEntry.Kind.ASKED
                                && entry.begins())
                        .count());
        LocalEntry begun = entries.get(entries.size() - 2);
        LocalEntry ended = entries.getLast();
        assertTrue(begun.method().endsWith("/RetryLane") && begun.kind() == LocalEntry.Kind.BEGUN, begun.toString());
        assertEquals(Optional.of(entries.size() - 2L), ended.act());
        assertEquals(LocalEntry.Kind.ENDED, ended.kind());
        assertFalse(ended.outcome().equals("OK"), "there is no such team");
        assertEquals(begun.arguments(), ended.arguments());
    }

    @Test
    void whatAnOfficerStatesHasItsEntryInTheSameCommit() {
        var before = es.ledger.head().tree().size();
        String bundle = StixText.bundle(StixText.incident(Tlp.GREEN));
        OperatorRig.must(es.typeInto(bundle, "record", "publish", "-"));
        LocalEntry stated = entries().stream()
                .filter(entry -> entry.kind() == LocalEntry.Kind.STATED)
                .findFirst()
                .orElseThrow();
        assertEquals("statements of cert-es.example/ledger/1: 1 in " + before + " to " + before, stated.outcome());
        LocalEntry begun = entries().get(Math.toIntExact(stated.act().orElseThrow()));
        assertTrue(begun.method().endsWith("/Publish"));
    }

    @Test
    void aProcessThatEndedInTheMiddleOfAnActIsFollowedByOneThatSaysSo() {
        es.database.transactions().writing(session -> session.update("insert into local_open (act) values (1)"));
        es.local.started("again");
        LocalEntry ended = entries().get(entries().size() - 2);
        assertEquals("INTERRUPTED", ended.outcome());
        assertEquals(Optional.of(1L), ended.act());
    }

    @Test
    void noOriginOfTheExchangeNamesTheLocalLedger() {
        // Rule R-SUI-4; what partners ask for is named by an epoch, and AuditService is not at their port
        // (PortMatrixTest).
        assertThrows(IllegalArgumentException.class, () -> Origin.parse(LocalEntry.origin(es.team)));
    }

    @Test
    void theWholeVerifiesAndAHistoryThatWasSeenIsGoneThrough() {
        var first = OperatorRig.must(es.type("--output", "json", "audit", "verify"));
        String head = first.out().replaceAll("(?s).*\"head\":\"([^\"]+)\".*", "$1");
        OperatorRig.must(es.type("node", "status"));
        OperatorRig.must(es.type("audit", "verify", "--seen", head));
        String other = head.substring(0, head.indexOf(':') + 1) + "00".repeat(32);
        assertEquals(
                ExitCode.NEGATIVE, es.type("audit", "verify", "--seen", other).exit());
        assertEquals(
                ExitCode.NEGATIVE,
                es.type("audit", "verify", "--seen", "9999:" + "00".repeat(32)).exit());
    }

    @Test
    void whateverIsChangedDeletedInsertedOrSwappedIsNamed() {
        OperatorRig.must(es.type("audit", "verify"));
        var edits = new TreeMap<String, String>();
        edits.put(
                "changed",
                "update local_entry set entry = (select entry from local_entry where entry_index = 0)"
                        + " where entry_index = 2");
        edits.put(
                "changed with its root",
                "update local_entry set (entry, root) = (select entry, root from local_entry"
                        + " where entry_index = 0) where entry_index = 2");
        edits.put("deleted", "delete from local_entry where entry_index = 2");
        edits.put(
                "the last one deleted",
                "delete from local_entry where entry_index =" + " (select max(entry_index) from local_entry)");
        edits.put(
                "inserted",
                "insert into local_entry (entry_index, entry, root)"
                        + " select max(entry_index) + 1, entry, root from local_entry");
        edits.put("another head", "update local_head set signed_size = signed_size - 1");
        edits.put(
                "swapped",
                "update local_entry set entry_index = case entry_index when 1 then -2 when 2 then -1 else"
                        + " entry_index end");
        edits.forEach((what, sql) -> {
            Optional<String> found = verified(sql);
            assertTrue(found.isPresent(), what);
        });
        assertEquals(Optional.empty(), verified(""));
    }

    /// What verifying says of a history that somebody edited; the edit is taken back.
    private Optional<String> verified(String sql) {
        class Undo extends RuntimeException {
            private static final long serialVersionUID = 1;

            Undo(String found) {
                super(found);
            }
        }
        try {
            es.database.transactions().writing(session -> {
                if (!sql.isEmpty()) {
                    session.update(sql);
                }
                new LocalInspector(es.team, List.of(es.papers.ledger().publicKey())).inspect(session, new Found());
                throw new Undo("");
            });
            throw new AssertionError("not taken back");
        } catch (Undo nothing) {
            return Optional.empty();
        } catch (Finding found) {
            return Optional.of(String.valueOf(found.getMessage()));
        }
    }

    private static final class Finding extends RuntimeException {
        private static final long serialVersionUID = 1;

        Finding(String what) {
            super(what);
        }
    }

    private static final class Found implements Inspector.Report {
        @Override
        public void checked() {}

        @Override
        public void content(String table, long row, long contentId, Digest leafHash, Digest fragmentsRoot) {}

        @Override
        public void equal(String table, long row, String column, Bytes expected, Bytes found) {}

        @Override
        public RuntimeException bad(String table, long row, String column, long offset, String why) {
            return new Finding(table + " " + row + ": " + why);
        }
    }
}
