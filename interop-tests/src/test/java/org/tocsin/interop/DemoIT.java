package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;

/// The demonstration, as a newcomer runs it, against an independent count of its input.
@Timeout(900)
class DemoIT {
    private static final int RECORDS = 500;
    /// TLP 2.0 marking definitions (OASIS), from least to most restrictive.
    private static final Map<String, String> TLP = Map.of(
            "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "CLEAR",
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "GREEN",
            "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "AMBER",
            "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "AMBER+STRICT",
            "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "RED");
    private static final List<String> ORDER = List.of("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED");

    @Test
    void realIncidentsArriveByMarkingAndNothingIsLostOrDoubled() {
        String load =
                SharedData.file("corpus/load/vcdb-open-bundles-tlpmix.jsonl.gz").toString();
        CommandRun run = CommandRun.of(
                Scene.surroundings().clock(),
                Scene.surroundings().random(),
                "demo",
                "--records",
                load,
                "--limit",
                Integer.toString(RECORDS),
                "--exit",
                "--output",
                "json");
        assertEquals(ExitCode.OK, run.exit(), run.out() + run.err());
        JsonTree report = JsonTree.read(run.out().getBytes(StandardCharsets.UTF_8));
        assertEquals(RECORDS, report.at("published").number());
        for (JsonTree flow : report.at("flows").list()) {
            assertAccounted(flow);
            if (flow.at("from").text().equals("cert-es.example")) {
                Set<String> allowed = flow.at("to").text().equals("cert-jp.example")
                        ? Set.of("CLEAR", "GREEN", "AMBER")
                        : Set.of("CLEAR", "GREEN");
                Map<String, Long> expected = countByMarking();
                expected.keySet().retainAll(allowed);
                JsonTree stored = flow.at("stored_by_marking");
                assertEquals(expected.keySet(), new TreeSet<>(stored.names()));
                expected.forEach((marking, count) ->
                        assertEquals(count, stored.at(marking).number(), marking));
            }
        }
        assertEquals(3, report.at("agreements").number());
        assertAmended(report.at("amendment"));
        JsonTree withdrawal = report.at("withdrawal");
        assertEquals(
                report.at("amendment").at("record").text(),
                withdrawal.at("record").text());
        for (String told : List.of("told", "deleted_by")) {
            assertEquals(Set.of("cert-jp.example", "fusion.example"), texts(withdrawal.at(told)));
        }
        assertDrilled(report.at("drill"));
        for (JsonTree ledger : report.at("ledgers").list()) {
            assertTrue(ledger.at("verified").truth());
        }
        assertTrue(report.at("proof_verified").truth());
    }

    private static void assertDrilled(JsonTree drill) {
        assertEquals("cert-jp.example", drill.at("to").text());
        assertEquals(2, drill.at("summonses").list().size());
        drill.at("summonses")
                .list()
                .forEach(subject -> assertTrue(subject.text().startsWith("EXERCISE"), subject.text()));
        assertEquals("Sato (fictional)", drill.at("acknowledged_by").text());
        assertEquals("STOOD_DOWN", drill.at("state").text());
    }

    private static void assertAmended(JsonTree amendment) {
        assertEquals(2, amendment.at("version").number());
        assertEquals(1, amendment.at("changes").list().size());
        JsonTree change = amendment.at("changes").list().getFirst();
        assertEquals("cert-es.example", change.at("from").text());
        assertEquals("fusion.example", change.at("to").text());
        assertEquals("ceiling", change.at("term").text());
        assertEquals("TLP:GREEN", change.at("before").text());
        assertEquals("TLP:AMBER", change.at("after").text());
        assertEquals("wider", change.at("change").text());
        assertEquals(Set.of("cert-jp.example", "fusion.example"), texts(amendment.at("released_to")));
    }

    private static Set<String> texts(JsonTree list) {
        Set<String> texts = new TreeSet<>();
        list.list().forEach(text -> texts.add(text.text()));
        return texts;
    }

    private static void assertAccounted(JsonTree flow) {
        assertEquals(0, flow.at("lost").number());
        assertEquals(0, flow.at("doubled").number());
        assertEquals(
                flow.at("published").number(),
                flow.at("released").number() + flow.at("withheld").number());
        assertEquals(
                flow.at("released").number(),
                flow.at("stored").number() + flow.at("refused").number());
    }

    /// Counts the input by the strictest marking of any object, reading nothing with the product.
    private static Map<String, Long> countByMarking() {
        Map<String, Long> counts = new TreeMap<>();
        String lines =
                new String(SharedData.bytes("corpus/load/vcdb-open-bundles-tlpmix.jsonl.gz"), StandardCharsets.UTF_8);
        lines.lines().limit(RECORDS).forEach(line -> {
            int strictest = 0;
            for (Map.Entry<String, String> marking : TLP.entrySet()) {
                if (line.contains("[\"" + marking.getKey()) || line.contains(",\"" + marking.getKey())) {
                    strictest = Math.max(strictest, ORDER.indexOf(marking.getValue()));
                }
            }
            counts.merge(ORDER.get(strictest), 1L, Long::sum);
        });
        return counts;
    }
}
