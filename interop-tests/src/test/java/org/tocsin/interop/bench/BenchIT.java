package org.tocsin.interop.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.interop.CommandRun;

/// The measurements run, and say what they are asked for. Nothing is said of speed here: that is a matter for a machine
/// that does nothing else.
@Timeout(900)
class BenchIT {
    @Test
    void anExchangeNamesItsTargetsAndAllBaselines() {
        String out =
                bench("exchange", "--rounds", "1", "--warm-ups", "0", "--records", "128", "--only", "P1,P1b,P2,P9,P10");
        for (String target : List.of("P1", "P1b", "P2", "P9", "P10")) {
            assertTarget(out, target);
        }
        for (String baseline : List.of("echo", "ack16", "batch64", "bare", "fdatasync")) {
            assertContains(out, "\"" + baseline + "\":{\"rate\":{\"median\":");
        }
        for (String process : List.of("author", "receiver")) {
            assertContains(out, "\"" + process + "\":{\"median\":");
        }
        assertContains(out, "\"of_bare\":{\"ratio\":");
        assertContains(out, "\"allocated_bytes_a_record\":{");
        assertContains(out, "\"bytes_on_wire_a_record\":");
        assertContains(out, "\"load_before\":");
    }

    @Test
    void aSynchronisationShowsItsParts() {
        String out = bench("sync", "--records", "200");
        assertTarget(out, "P6");
        assertContains(out, "\"warm_up_records\":100");
        assertContains(out, "\"projected\":true");
        assertContains(out, "\"measured\":\"part 1\"");
    }

    @Test
    void emergenciesAreMeasuredAgainstEveryStepOfTheirWay() {
        String out = bench(
                "emergency",
                "--rounds",
                "1",
                "--check-ins",
                "10",
                "--unmeasured",
                "5",
                "--emergencies",
                "10",
                "--beside",
                "10",
                "--records",
                "2000");
        assertTarget(out, "P4");
        assertTarget(out, "P5");
        assertContains(out, "\"bulk_records_per_second\":{\"median\":");
        for (String part : List.of("echo", "fdatasync", "sign", "verify", "emergency_idle", "emergency_beside_bulk")) {
            assertContains(out, "\"" + part + "\":{\"count\":");
        }
    }

    @Test
    void partnersAreMeasuredIdleAllAtOnceAndBesideTrouble() {
        String out = bench("peers", "--partners", "12", "--bursts", "1", "--seconds", "1");
        assertTarget(out, "P7");
        assertContains(out, "\"burst\":{\"seconds\":{\"median\":");
        assertContains(out, "\"received_p99_ratio\":");
        assertContains(out, "\"sent_p99_ratio\":");
        assertContains(out, "\"heap_flat\":");
    }

    private static String bench(String... arguments) {
        List<String> line = new ArrayList<>(List.of("bench"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--output", "json"));
        CommandRun run = CommandRun.of(Clock.systemUTC(), new SecureRandom(), line.toArray(new String[0]));
        assertEquals(ExitCode.OK, run.exit(), run.err());
        return run.out();
    }

    private static void assertTarget(String out, String target) {
        String number = "[0-9.Ee+-]+";
        String text = "\"" + target + "\":\\{\"target\":\"" + target + "\",\"what\":\"[^\"]+\",\"value\":" + number
                + ",\"baseline\":" + number + ",\"ratio\":" + number + ",\"must\":" + number + ",\"goal\":" + number
                + ",\"met\":(true|false),\"goal_met\":(true|false)";
        assertTrue(Pattern.compile(text).matcher(out).find(), () -> target + " is not in " + out);
    }

    private static void assertContains(String out, String part) {
        assertTrue(out.contains(part), () -> part + " is not in " + out);
    }
}
