package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;

/// Both sides of every limit. Rule R-LIM-2.
class StixLimitsTest {
    @Test
    void aDocumentMayHave16MebibytesAndNoMore() {
        around(StixLimits.DOCUMENT_BYTES_MAX, "LIMIT-DOCUMENT", StixLimitsTest::documentOf);
    }

    @Test
    void aBundleMayHave16384ObjectsAndNoMore() {
        around(
                StixLimits.OBJECTS_MAX,
                "LIMIT-OBJECTS",
                count -> Samples.bundle(IntStream.range(0, count)
                        .mapToObj(i -> Samples.sco("mutex", i, "\"name\":\"m\""))
                        .toArray(String[]::new)));
    }

    @Test
    void anObjectMayFillAFragmentAndNoMore() {
        String object = Samples.sco("mutex", 1, "\"name\":\"m\"");
        around(
                StixLimits.FRAGMENT_BYTES_MAX,
                "LIMIT-FRAGMENT",
                size -> Samples.bundle("{" + " ".repeat(size - object.length()) + object.substring(1)));
    }

    @Test
    void theSeparatorCountsWithTheObjectBehindIt() {
        String object = Samples.sco("mutex", 1, "\"name\":\"m\"");
        around(
                StixLimits.FRAGMENT_BYTES_MAX,
                "LIMIT-FRAGMENT",
                size -> "{\"type\":\"bundle\",\"id\":\"" + Samples.id("bundle", 1) + "\",\"objects\":["
                        + Samples.sco("mutex", 2, "\"name\":\"m\"") + ","
                        + " ".repeat(size - object.length() - 1) + object + "]}");
    }

    @Test
    void theTextAroundTheObjectsMayFillAFragmentAndNoMore() {
        String object = Samples.sco("mutex", 1, "\"name\":\"m\"");
        around(StixLimits.FRAGMENT_BYTES_MAX, "LIMIT-FRAGMENT", size -> " ".repeat(size) + object);
    }

    @Test
    void nestingMayBe32DeepAndNoMore() {
        // Bundle, list of objects and the object are the first three.
        around(
                StixLimits.DEPTH_MAX,
                "LIMIT-DEPTH",
                depth -> inside("[".repeat(depth - 3) + "1" + "]".repeat(depth - 3)));
    }

    @Test
    void aListMayHave16384ItemsAndNoMore() {
        around(StixLimits.MEMBERS_MAX, "LIMIT-MEMBERS", count -> inside("[" + "1,".repeat(count - 1) + "1]"));
    }

    @Test
    void anObjectMayHave16384MembersAndNoMore() {
        around(StixLimits.MEMBERS_MAX, "LIMIT-MEMBERS", count -> {
            StringBuilder members = new StringBuilder("{");
            for (int i = 0; i < count; i++) {
                members.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1");
            }
            return inside(members.append("}").toString());
        });
    }

    @Test
    void aNameMayHave250BytesAndNoMore() {
        around(StixLimits.KEY_BYTES_MAX, "LIMIT-KEY", bytes -> inside("{\"" + "k".repeat(bytes) + "\":1}"));
        around(
                StixLimits.KEY_BYTES_MAX,
                "LIMIT-KEY",
                bytes -> inside("{\"" + "\u00e9".repeat(bytes / 2) + "k".repeat(bytes % 2) + "\":1}"));
    }

    @Test
    void aStringMayHave256KibibytesAndNoMore() {
        around(StixLimits.STRING_BYTES_MAX, "LIMIT-STRING", bytes -> inside("\"" + "s".repeat(bytes) + "\""));
        around(
                StixLimits.STRING_BYTES_MAX,
                "LIMIT-STRING",
                bytes -> inside("\"" + "\u6771".repeat(bytes / 3) + "s".repeat(bytes % 3) + "\""));
        around(
                StixLimits.STRING_BYTES_MAX,
                "LIMIT-STRING",
                bytes -> inside("\"" + "\\u0041".repeat(5) + "s".repeat(bytes - 5) + "\""));
    }

    @Test
    void anIntegerMayHave53BitsAndNoMore() {
        for (String sign : List.of("", "-")) {
            assertEquals("valid", Samples.rule(inside(sign + (StixLimits.INTEGER_MAX - 1))));
            assertEquals("valid", Samples.rule(inside(sign + StixLimits.INTEGER_MAX)));
            assertEquals("LIMIT-INTEGER", Samples.rule(inside(sign + (StixLimits.INTEGER_MAX + 1))));
            assertEquals("LIMIT-INTEGER", Samples.rule(inside(sign + "9".repeat(40))));
        }
    }

    @Test
    void aNumberMayHave1000CharactersAndNoMore() {
        around(StixLimits.NUMBER_CHARS_MAX, "LIMIT-NUMBER", chars -> inside("0." + "1".repeat(chars - 2)));
    }

    @Test
    void aRefusalLists64ReasonsAndNoMore() {
        for (int faults : List.of(63, 64, 65)) {
            String[] objects = IntStream.range(0, faults)
                    .mapToObj(i -> Samples.sco("mutex", i, ""))
                    .toArray(String[]::new);
            var refused = (StixVerdict.Refused) Samples.read(Samples.bundle(objects));
            assertEquals(
                    Math.min(faults, StixLimits.REASONS_MAX), refused.reasons().size());
        }
    }

    @Test
    void aFacetListsWhatItMayAndLeavesOutTheRest() {
        for (int types : List.of(255, 256, 257)) {
            assertEquals(
                    Math.min(types, StixLimits.FACET_VALUES_MAX),
                    types(types, 10).size());
        }
        for (int chars : List.of(249, 250)) {
            assertEquals(1, types(1, chars).size());
        }
    }

    /// The TYPES facet of a bundle of so many types with names of so many characters.
    private static List<String> types(int count, int chars) {
        String[] objects = IntStream.range(0, count)
                .mapToObj(i -> Samples.sco("x" + "%0".concat((chars - 1) + "d").formatted(i), i, "\"name\":\"n\""))
                .toArray(String[]::new);
        String document = Samples.bundle(objects);
        return new RecordCutter()
                .cut(Bytes.ofUtf8(document), Samples.valid(document), new SplittableRandom(1)).fragments().stream()
                        .filter(fragment ->
                                fragment instanceof Fragment.Facet facet && facet.facet() == FacetKind.TYPES)
                        .map(fragment -> ((Fragment.Facet) fragment).values())
                        .findFirst()
                        .orElse(List.of());
    }

    /// A bundle with one object that has this value in a property of its own.
    private static String inside(String value) {
        return Samples.bundle(Samples.sco("mutex", 1, "\"name\":\"m\",\"x_value\":" + value));
    }

    /// A bundle of exactly so many bytes.
    private static String documentOf(int size) {
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < 66; i++) {
            objects.add(Samples.sco("mutex", i, "\"name\":\"" + "m".repeat(250_000) + "\""));
        }
        int rest = size - Samples.bundle(objects.toArray(String[]::new)).length();
        objects.set(0, "{" + " ".repeat(rest) + objects.getFirst().substring(1));
        return Samples.bundle(objects.toArray(String[]::new));
    }

    private static void around(int limit, String rule, IntFunction<String> document) {
        assertEquals("valid", Samples.rule(document.apply(limit - 1)));
        assertEquals("valid", Samples.rule(document.apply(limit)));
        assertEquals(rule, Samples.rule(document.apply(limit + 1)));
    }
}
