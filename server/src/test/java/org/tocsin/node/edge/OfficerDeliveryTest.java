package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Tlp;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.JsonTree;

/// What officers type about deliveries, and what they are told.
class OfficerDeliveryTest {
    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", OfficerCommandsTest.freePort(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", OfficerCommandsTest.freePort(), InstantSource.system());
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
                OperatorRig.must(es.type("lanes", "--once", "--partner", "fusion.example"))
                        .out());
        assertEquals(
                2,
                es.audit().lines().filter(line -> line.contains("/ListLanes")).count() - polls,
                "one line for each call");
    }

    @Test
    void aLaneThatWaitsIsTriedAgainWhenAnOfficerSaysSo() throws Exception {
        OperatorRig.must(es.type("lanes", "retry", "cert-jp.example"));
        Typed one =
                OperatorRig.must(es.type("lanes", "retry", "cert-jp.example", "--lane", "routine", "--output", "json"));
        assertEquals("routine", json(one, 0).at("lane").text());
        assertTrue(es.audit().contains("\"act\":\"lanes retry\""), es.audit());
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
