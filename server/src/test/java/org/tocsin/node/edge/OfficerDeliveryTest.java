package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.tocsin.cli.ExitCode;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Tlp;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.JsonTree;

/// What officers type about deliveries, and what they are told.
class OfficerDeliveryTest {
    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.connect(es, jp, "GREEN", "GREEN");
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void everyLaneIsShownInBothDirections() throws Exception {
        publish(es, 1, Tlp.GREEN);
        NodeRig.until(
                "it is receipted",
                () -> lane(es, "routine", "out").at("through").number() == 1);
        JsonTree out = lane(es, "routine", "out");
        assertEquals("cert-jp.example", out.at("partner").text());
        assertEquals(0, out.at("lag").number());
        assertFalse(out.find("lag_time").isPresent(), "nothing waits");
        assertTrue(out.find("last_receipt_at").isPresent());
        assertEquals("connected", out.at("state").text());
        assertEquals(1, lane(jp, "routine", "in").at("stored").number());
        Typed table = OperatorRig.must(es.type("lanes"));
        assertTrue(table.lines().getFirst().startsWith("PARTNER"), table.out());
        assertFalse(table.out().contains("\u001b"), "nobody watches: no screen is cleared");
        assertEquals(
                "",
                OperatorRig.must(es.type("lanes", "--partner", "fusion.example", "--output", "json"))
                        .out());
        NodeRig.until("one entry for each call", () -> lookedAtLanes() - polls == 2);
    }

    private long lookedAtLanes() {
        return es.local.page(0, Long.MAX_VALUE, 100_000).stream()
                .map(held -> LocalEntry.decode(held.entry()).orElseThrow())
                .filter(entry -> entry.begins() && entry.method().endsWith("/ListLanes"))
                .count();
    }

    @Test
    void aLaneThatWaitsIsTriedAgainWhenAnOfficerSaysSo() throws Exception {
        OperatorRig.must(es.type("lanes", "retry", "cert-jp.example"));
        Typed one =
                OperatorRig.must(es.type("lanes", "retry", "cert-jp.example", "--lane", "routine", "--output", "json"));
        assertEquals("routine", json(one, 0).at("lane").text());
        es.audited("\"act\":\"lanes retry\"");
        assertEquals(
                ExitCode.REFUSED, es.type("lanes", "retry", "fusion.example").exit());
        for (Typed unusable : List.of(
                es.type("lanes", "retry", "\u001b[31m"),
                es.type("lanes", "retry", "cert-jp.example", "--lane", "fast"),
                es.type("lanes", "--partner", "no team"))) {
            assertEquals(ExitCode.UNUSABLE, unusable.exit(), unusable.err());
            assertEquals(1, unusable.err().lines().count(), unusable.err());
        }
    }

    @Test
    void aRecordIsTrackedFromReleaseToWhatWasDone() throws Exception {
        String record = publish(es, 1, Tlp.GREEN);
        String amber = publish(es, 2, Tlp.AMBER);
        NodeRig.until("it is stored", () -> jp.type("record", "show", record).exit() == ExitCode.OK);
        OperatorRig.must(jp.type("record", "mark", record, "accepted"));
        OperatorRig.must(jp.type("record", "mark", record, "acted", "--action", "block-host"));
        Typed stated = OperatorRig.must(
                jp.type("record", "mark", record, "refused", "--reason", "not \u001b[31mours", "--output", "json"));
        assertEquals("refused", json(stated, 0).at("stated").at("mark").text());
        NodeRig.until("all marks have come", () -> marks(record).size() == 4);
        assertEquals(
                List.of("accepted", "acted", "read", "refused"),
                marks(record).stream().sorted().toList());
        JsonTree team = track(record);
        assertTrue(team.at("processed").truth());
        assertTrue(team.find("released_at").isPresent()
                && team.find("processed_at").isPresent());
        assertEquals(List.of(), team.at("owed").list());
        assertEquals("MARKING_ABOVE_CEILING", track(amber).at("withheld").text());
        Typed people = OperatorRig.must(es.type("record", "track", record));
        for (String word : List.of("released", "processed", "read", "accepted", "block-host", "not \\u{1b}[31mours")) {
            assertTrue(people.out().contains(word), word + people.out());
        }
        assertFalse(people.out().contains("\u001b"));
        JsonTree own = json(jp.type("record", "track", record, "--output", "json"), 0);
        assertEquals(
                "cert-jp.example", own.at("teams").list().getFirst().at("team").text());
        jp.audited("\"act\":\"record mark acted\"");
    }

    @Test
    void whatIsNotAnsweredYetIsOwed() throws Exception {
        String had = publish(es, 2, Tlp.GREEN);
        NodeRig.until("it is processed", () -> track(had).at("processed").truth());
        jp.close();
        OperatorRig.must(es.type("record", "withdraw", had));
        assertEquals(
                "deletion", track(had).at("owed").list().getLast().at("what").text());
        String record = publish(es, 1, Tlp.GREEN);
        JsonTree team = track(record);
        assertFalse(team.at("processed").truth());
        assertEquals("receipt", team.at("owed").list().getFirst().at("what").text());
        Typed people = OperatorRig.must(es.type("record", "track", record));
        assertTrue(people.out().contains("OWES receipt"), people.out());
        Typed check = es.type("lanes", "check", "cert-jp.example", "--timeout", "1", "--output", "json");
        assertEquals(ExitCode.NEGATIVE, check.exit());
        assertEquals("no receipt", json(check, 0).at("verdict").text());
    }

    @Test
    void aWithdrawnRecordLosesItsContentAtThePartnerAndTheDeletionIsReceipted() throws Exception {
        String record = publish(es, 1, Tlp.GREEN);
        NodeRig.until("it is stored", () -> jp.type("record", "verify", record).exit() == ExitCode.OK);
        Typed withdrawn =
                OperatorRig.must(es.type("record", "withdraw", record, "--reason", "wrong host", "--output", "json"));
        assertEquals("[cert-jp.example]", texts(json(withdrawn, 0).at("told")).toString());
        NodeRig.until("the deletion is receipted", () -> marks(record).contains("deleted"));
        assertEquals(List.of(), track(record).at("owed").list());
        assertTrue(track(record).find("withdrawn_at").isPresent());
        OperatorRig.must(jp.type("record", "mark", record, "deleted", "--backups-by", "2027-01-31"));
        NodeRig.until(
                "the backups are promised",
                () -> es.type("record", "track", record).out().contains("backups by 2027-01-31T00:00:00Z"));
        assertEquals("", jp.type("record", "export").out(), "its content is gone");
        Typed listed = OperatorRig.must(jp.type("record", "list"));
        assertTrue(listed.out().contains("WITHDRAWN"), listed.out());
        JsonTree shown = json(OperatorRig.must(jp.type("record", "show", record, "--output", "json")), 0);
        assertEquals("wrong host", shown.at("withdrawn_reason").text());
        assertEquals(ExitCode.REFUSED, es.type("record", "withdraw", record).exit(), "once is enough");
        assertEquals(ExitCode.REFUSED, jp.type("record", "withdraw", record).exit(), "only its author may");
        es.audited("\"act\":\"record withdraw\"");
    }

    @Test
    void aNarrowedRecordShowsItsNewMarkingEverywhereAndWhoOwesItsDeletion() throws Exception {
        String kept = publish(es, 1, Tlp.CLEAR);
        NodeRig.until("it is processed", () -> track(kept).at("processed").truth());
        Typed narrowed = OperatorRig.must(es.type("record", "narrow", kept, "--marking", "GREEN", "--output", "json"));
        assertEquals("[cert-jp.example]", texts(json(narrowed, 0).at("told")).toString());
        NodeRig.until("narrowed at the partner", () -> marking(jp, kept).equals("GREEN"));
        assertEquals("GREEN", marking(es, kept));
        assertEquals(
                "",
                OperatorRig.must(es.type("record", "owed", "--output", "json")).out());
        assertEquals(
                ExitCode.REFUSED,
                es.type("record", "narrow", kept, "--marking", "CLEAR").exit());
        assertEquals(ExitCode.UNUSABLE, es.type("record", "narrow", kept).exit());

        jp.close();
        OperatorRig.must(es.type("record", "narrow", kept, "--marking", "AMBER", "--reason", "a leak"));
        Typed owed = OperatorRig.must(es.type("record", "owed", "--output", "json"));
        assertEquals("deletion", json(owed, 0).at("owes").text());
        assertEquals("cert-jp.example", json(owed, 0).at("team").text());
        es.audited("\"act\":\"record narrow\"");
    }

    /// An officer who is told no is no reason to look into the log.
    @Test
    void whatAnOfficerMayNotDoIsNoWarningInTheLog() throws Exception {
        var logged = new ListAppender<ILoggingEvent>();
        var root = (Logger) LoggerFactory.getLogger(Ledger.class);
        logged.start();
        root.addAppender(logged);
        try {
            String record = publish(es, 1, Tlp.GREEN);
            OperatorRig.must(es.type("record", "withdraw", record));
            assertEquals(ExitCode.REFUSED, es.type("record", "withdraw", record).exit());
            assertEquals(
                    List.of(),
                    logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
        } finally {
            root.detachAppender(logged);
        }
    }

    private static String marking(OperatorRig node, String record) {
        return json(OperatorRig.must(node.type("record", "show", record, "--output", "json")), 0)
                .at("marking")
                .text();
    }

    @Test
    void wordsThatDoNotGoTogetherAreSaidInOneLine() throws Exception {
        String record = publish(es, 1, Tlp.GREEN);
        NodeRig.until("it is stored", () -> jp.type("record", "verify", record).exit() == ExitCode.OK);
        for (List<String> words : List.of(
                List.of("seen"),
                List.of("read", "--reason", "x"),
                List.of("refused"),
                List.of("acted"),
                List.of("acted", "--reason", "x"),
                List.of("deleted", "--backups-by", "soon"))) {
            List<String> typed = new ArrayList<>(List.of("record", "mark", record));
            typed.addAll(words);
            Typed unusable = jp.type(typed.toArray(String[]::new));
            assertEquals(ExitCode.UNUSABLE, unusable.exit(), words + unusable.err());
            assertEquals(1, unusable.err().lines().count(), unusable.err());
        }
        assertEquals(ExitCode.REFUSED, es.type("record", "mark", record, "read").exit(), "an own record");
        assertEquals(
                ExitCode.REFUSED,
                jp.type("record", "mark", record, "acted", "--action", "prayed").exit());
        assertEquals(
                ExitCode.REFUSED,
                jp.type("record", "track", "cert-es.example/1/" + "0".repeat(32))
                        .exit());
    }

    @Test
    void whoeverOnlyLooksForAProgramTellsNobody() throws Exception {
        String record = publish(es, 1, Tlp.GREEN);
        NodeRig.until("it is stored", () -> jp.type("record", "verify", record).exit() == ExitCode.OK);
        long before = jp.ledger.head().tree().size();
        OperatorRig.must(jp.type("record", "show", record, "--output", "json"));
        OperatorRig.must(jp.type("record", "show", record, "--unread"));
        assertEquals(before, jp.ledger.head().tree().size());
        OperatorRig.must(jp.type("record", "show", record));
        OperatorRig.must(jp.type("record", "show", record));
        assertEquals(before + 1, jp.ledger.head().tree().size(), "read once");
    }

    @Test
    void aCheckInGoesThereAndItsReceiptComesBack() throws Exception {
        Typed typed = OperatorRig.must(es.type("lanes", "check", "cert-jp.example", "--output", "json"));
        assertEquals("receipted", json(typed, 0).at("verdict").text());
        assertTrue(json(typed, 0).find("round_trip").isPresent());
        OperatorRig.must(es.type("lanes", "check", "cert-jp.example"));
        Typed heard = OperatorRig.must(jp.type("lanes", "check", "cert-es.example", "--output", "json"));
        assertTrue(json(heard, 0).find("heard_from_them_at").isPresent(), heard.out());
        assertEquals(
                ExitCode.REFUSED, es.type("lanes", "check", "fusion.example").exit());
        assertEquals(
                ExitCode.UNUSABLE,
                es.type("lanes", "check", "cert-jp.example", "--timeout", "0").exit());
    }

    @Test
    void historyIsShownAndSteered() throws Exception {
        Typed idle = OperatorRig.must(es.type("backfill", "status", "--output", "json"));
        assertEquals("idle", json(idle, 0).at("state").text());
        OperatorRig.must(es.type("backfill", "pause", "cert-jp.example"));
        OperatorRig.must(es.type("backfill", "resume", "cert-jp.example"));
        Typed none = es.type("backfill", "start", "cert-jp.example");
        assertEquals(ExitCode.REFUSED, none.exit());
        assertTrue(none.err().contains("history_days"), none.err());
        assertEquals(
                ExitCode.REFUSED, es.type("backfill", "pause", "fusion.example").exit());
        es.audited("BACKFILL_WISH_PAUSE");
    }

    private JsonTree track(String record) {
        return json(OperatorRig.must(es.type("record", "track", record, "--output", "json")), 0)
                .at("teams")
                .list()
                .getFirst();
    }

    private List<String> marks(String record) {
        return track(record).at("marks").list().stream()
                .map(mark -> mark.at("mark").text())
                .toList();
    }

    private static List<String> texts(JsonTree list) {
        return list.list().stream().map(JsonTree::text).toList();
    }

    private int polls;

    private JsonTree lane(OperatorRig node, String name, String way) {
        if (node == es) {
            polls++;
        }
        Typed typed = node.type("lanes", "--once", "--output", "json");
        return typed.lines().stream()
                .map(line -> JsonTree.read(line.getBytes(StandardCharsets.UTF_8)))
                .filter(lane -> lane.at("lane").text().equals(name)
                        && lane.at("way").text().equals(way))
                .findFirst()
                .orElseThrow(() -> new AssertionError(typed.out() + typed.err()));
    }

    private static String publish(OperatorRig node, int number, Tlp tlp) throws IOException {
        Typed typed = OperatorRig.must(
                node.typeInto(SampleRecords.bundle(number, tlp).utf8(), "record", "publish", "-", "--output", "json"));
        return json(typed, 0).at("record").text();
    }

    private static JsonTree json(Typed typed, int line) {
        return JsonTree.read(typed.lines().get(line).getBytes(StandardCharsets.UTF_8));
    }
}
