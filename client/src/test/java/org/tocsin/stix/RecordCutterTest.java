package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Tlp;
import org.tocsin.stix.RecordCutter.Cut;

/// Rules R-REC-3 and R-REC-5 to R-REC-8.
class RecordCutterTest {
    private final StixReader reader = new StixReader();
    private final RecordCutter cutter = new RecordCutter();
    private final SplittableRandom random = new SplittableRandom(20_261_122);

    @Test
    void everyValidDocumentOfTheCorpusIsRecomposedToTheByte() {
        int[] documents = new int[1];
        Corpus.open((labelled, bytes) -> {
            if (reader.read(bytes) instanceof StixVerdict.Valid valid) {
                Cut cut = cutter.cut(bytes, valid.document(), random);
                List<Fragment> shuffled = new ArrayList<>(cut.fragments());
                Collections.shuffle(shuffled, new Random(documents[0]));
                assertEquals(sha256(bytes), sha256(Recomposer.recompose(shuffled)), labelled.name());
                assertEquals(
                        cut.marking(), Recomposer.effectiveMarking(cut.fragments(), valid.document()), labelled.name());
                documents[0]++;
            }
        });
        assertTrue(documents[0] > 1_090, "valid documents: " + documents[0]);
    }

    @Test
    void everyLoadBundleIsRecomposedToTheByte() {
        for (Bytes bundle : Corpus.load()) {
            StixVerdict.Valid valid = (StixVerdict.Valid) reader.read(bundle);
            assertEquals(
                    bundle,
                    Recomposer.recompose(
                            cutter.cut(bundle, valid.document(), random).fragments()));
        }
    }

    @Test
    void whateverObjectsAreWithheldTheRestIsValidStix() {
        Corpus.open((labelled, bytes) -> {
            if (reader.read(bytes) instanceof StixVerdict.Valid valid
                    && valid.document().objects().size() > 1) {
                Cut cut = cutter.cut(bytes, valid.document(), random);
                for (int i = 0; i < (bytes.length() > 1_000_000 ? 1 : 4); i++) {
                    long kept = 1 + random.nextLong(valid.document().objects().size());
                    List<Fragment> shown = withheld(cut, object -> random.nextInt(3) == 0, kept);
                    assertInstanceOf(
                            StixVerdict.Valid.class, reader.read(Recomposer.recompose(shown)), labelled.name());
                }
            }
        });
    }

    /// Everything but some objects and their properties; the last object that would stay always does.
    private static List<Fragment> withheld(Cut cut, Predicate<Fragment.StixObject> predicate, long keptAtLeast) {
        List<Fragment> shown = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        long objects = cut.fragments().stream()
                .filter(Fragment.StixObject.class::isInstance)
                .count();
        for (Fragment fragment : cut.fragments()) {
            switch (fragment) {
                case Fragment.StixObject object -> {
                    if (objects - gone.size() > keptAtLeast && predicate.test(object)) {
                        gone.add(object.order());
                    } else {
                        shown.add(object);
                    }
                }
                case Fragment.Property property -> {
                    if (!gone.contains(property.objectOrder())) {
                        shown.add(property);
                    }
                }
                default -> shown.add(fragment);
            }
        }
        return shown;
    }

    @Test
    void ordersGrowInTheOrderOfTheDocument() {
        String document = Samples.bundle(
                Samples.sdo("identity", 1, "\"name\":\"A\"," + Samples.marked(Samples.GREEN)),
                Samples.sdo(
                        "identity", 2, "\"name\":\"B\",\"roles\":[\"x\"]," + Samples.granular(Samples.RED, "roles")),
                Samples.sdo("identity", 3, "\"name\":\"C\""));
        long before = 0;
        for (Fragment fragment : cut(document).fragments()) {
            long order = switch (fragment) {
                case Fragment.StixObject object -> object.order();
                case Fragment.Property property -> property.order();
                default -> before + 1;
            };
            assertTrue(order > before);
            before = fragment instanceof Fragment.Facet || fragment instanceof Fragment.Frame ? before : order;
        }
    }

    @Test
    void aPropertyUnderAStricterMarkingIsCutWithTheGranularMarkings() {
        String document = Samples.bundle(Samples.sdo(
                "indicator",
                1,
                "\"pattern\":\"[url:value = 'x']\" , \"description\" : \"who\" ,\"pattern_type\":\"stix\",\n"
                        + "\"valid_from\":\"2026-11-01T00:00:00Z\", "
                        + Samples.granular(Samples.RED, "description")
                        + "," + Samples.marked(Samples.GREEN)));
        Cut cut = cut(document);
        assertEquals(Tlp.GREEN, cut.marking());
        List<Fragment.Property> properties = properties(cut);
        assertEquals(2, properties.size());
        assertEquals(
                " , \"description\" : \"who\"".strip(),
                properties.getFirst().body().utf8());
        properties.forEach(property -> assertEquals(Tlp.RED, property.marking()));
        String shown = recomposed(cut, Tlp.GREEN);
        assertFalse(shown.contains("description") || shown.contains("granular"), shown);
        Samples.valid(shown);
        assertEquals(document, recomposed(cut, Tlp.RED));
    }

    @Test
    void aSelectorBelowThePropertyCutsTheWholeProperty() {
        Cut cut = cut(Samples.bundle(Samples.sdo(
                "campaign",
                1,
                "\"name\":\"C\",\"external_references\":[{\"source_name\":\"a\",\"description\":\"b\"}],"
                        + Samples.marked(Samples.GREEN) + ","
                        + Samples.granular(Samples.AMBER, "external_references.[0].source_name"))));
        assertFalse(recomposed(cut, Tlp.GREEN).contains("external_references"));
        Samples.valid(recomposed(cut, Tlp.GREEN));
    }

    @Test
    void propertiesOfEveryKindCanBeCut() {
        for (String value : List.of("5", "-1.5e3", "true", "[1, 2]", "{\"a\" : 1}", "\"\\u00e9\u6771\"")) {
            for (String space : List.of("", " ", "\n\t")) {
                Cut cut = cut(Samples.bundle(Samples.sdo(
                        "campaign",
                        1,
                        "\"name\":\"C\",\"x_own\"" + space + ":" + space + value + space + "," + space
                                + Samples.marked(Samples.GREEN) + "," + Samples.granular(Samples.RED, "x_own")
                                + space)));
                assertEquals(2, properties(cut).size(), value);
                String shown = recomposed(cut, Tlp.GREEN);
                assertFalse(shown.contains("x_own"), shown);
                Samples.valid(shown);
            }
        }
    }

    @Test
    void allStricterPropertiesOfAnObjectFormOneGroupUnderTheStrictestOfThem() {
        String granular = "\"granular_markings\":[{\"marking_ref\":\"" + Samples.AMBER
                + "\",\"selectors\":[\"description\"]},{\"marking_ref\":\"" + Samples.RED
                + "\",\"selectors\":[\"aliases\"]}]";
        Cut cut = cut(Samples.bundle(Samples.sdo(
                "campaign",
                1,
                "\"name\":\"C\",\"description\":\"d\",\"aliases\":[\"e\"]," + granular + ","
                        + Samples.marked(Samples.GREEN))));
        assertEquals(3, properties(cut).size());
        properties(cut).forEach(property -> assertEquals(Tlp.RED, property.marking()));
        assertEquals(
                1,
                properties(cut).stream().map(Fragment.Property::at).distinct().count());
        Samples.valid(recomposed(cut, Tlp.AMBER));
    }

    @Test
    void anObjectThatCannotDoWithoutThePropertyIsWithheldWhole() {
        String other = Samples.sdo("identity", 9, "\"name\":\"N\"," + Samples.marked(Samples.GREEN));
        List<String> objects = List.of(
                Samples.sdo("identity", 1, "\"name\":\"secret\"," + Samples.granular(Samples.RED, "name")),
                Samples.sdo(
                        "location",
                        1,
                        "\"latitude\":1.5,\"longitude\":2,\"city\":\"secret\","
                                + Samples.granular(Samples.RED, "longitude", "city")),
                Samples.sdo(
                        "malware",
                        1,
                        "\"is_family\":true,\"name\":\"secret\"," + Samples.granular(Samples.RED, "name")),
                "{\"description\":\"secret\","
                        + Samples.sdo("tool", 1, "\"name\":\"t\"," + Samples.granular(Samples.RED, "description"))
                                .substring(1));
        for (String object : objects) {
            Cut cut = cut(Samples.bundle(object, other));
            assertEquals(Tlp.GREEN, cut.marking());
            assertTrue(properties(cut).isEmpty(), object);
            String shown = recomposed(cut, Tlp.GREEN);
            assertFalse(shown.contains("secret"), shown);
            assertEquals(1, Samples.valid(shown).objects().size());
        }
    }

    @Test
    void aRecordOfWhichNothingCouldBeShownTakesTheStricterMarking() {
        String object = Samples.sdo(
                "identity",
                1,
                "\"name\":\"N\"," + Samples.marked(Samples.GREEN) + "," + Samples.granular(Samples.AMBER, "name"));
        assertEquals(Tlp.AMBER, cut(Samples.bundle(object)).marking());
        assertEquals(Tlp.AMBER, cut(object).marking());
    }

    @Test
    void theHeaderSaysNothingThatIsWithheld() {
        Cut cut = cut(Samples.bundle(
                Samples.sdo(
                        "location",
                        1,
                        "\"region\":\"africa\",\"country\":\"es\"," + Samples.marked(Samples.GREEN) + ","
                                + Samples.granular(Samples.RED, "country")),
                Samples.sdo("location", 2, "\"country\":\"jp\"," + Samples.marked(Samples.GREEN))));
        assertEquals(List.of("JP"), facet(cut, FacetKind.COUNTRIES));
        assertEquals(List.of("GREEN"), facet(cut, FacetKind.MARKING));
        assertEquals(List.of("location"), facet(cut, FacetKind.TYPES));
    }

    @Test
    void aMarkingDefinitionIsNeverPartlyShown() {
        String definition = "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\""
                + Samples.id("marking-definition", 7) + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"name\":\"n\","
                + "\"definition_type\":\"statement\",\"definition\":{\"statement\":\"s\"},"
                + Samples.granular(Samples.RED, "name") + "}";
        Cut cut = cut(Samples.bundle(
                definition, Samples.sdo("identity", 1, "\"name\":\"N\"," + Samples.marked(Samples.GREEN))));
        assertEquals(Tlp.RED, cut.marking());
    }

    @Test
    void whatContentStatesCountsEvenIfItsFragmentsUnderstateIt() {
        String document = Samples.bundle(Samples.sdo("identity", 1, "\"name\":\"N\"," + Samples.marked(Samples.AMBER)));
        StixDocument read = Samples.valid(document);
        List<Fragment> understated = List.of(
                new Fragment.Frame(Tlp.GREEN, Bytes.EMPTY, Bytes.EMPTY),
                new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN")));
        assertEquals(Tlp.AMBER, Recomposer.effectiveMarking(understated, read));
        assertEquals(Tlp.RED, Recomposer.effectiveMarking(understated.subList(0, 1), read));
    }

    @Test
    void fragmentsThatDoNotFitTogetherAreRefused() {
        Fragment frame = new Fragment.Frame(Tlp.GREEN, Bytes.ofUtf8("["), Bytes.ofUtf8("]"));
        Fragment object = new Fragment.StixObject(Tlp.GREEN, 5, Bytes.EMPTY, Bytes.ofUtf8("{}"));
        for (List<Fragment> wrong : List.of(
                List.<Fragment>of(),
                List.of(frame, frame),
                List.of(frame, object, object),
                List.of(frame, property(6, 4, 0)),
                List.of(frame, object, property(6, 5, 3)),
                List.of(frame, object, property(6, 5, -1)),
                List.of(frame, object, property(6, 5, 1), property(6, 5, 1)),
                List.of(frame, object, property(6, 5, 2), property(7, 5, 1)))) {
            assertThrows(IllegalArgumentException.class, () -> Recomposer.recompose(wrong), wrong.toString());
        }
        assertEquals(
                "[{x}]",
                Recomposer.recompose(List.of(property(6, 5, 1), object, frame)).utf8());
    }

    private static Fragment property(long order, long objectOrder, int at) {
        return new Fragment.Property(Tlp.RED, order, objectOrder, at, Bytes.ofUtf8("x"));
    }

    private Cut cut(String document) {
        return cutter.cut(Bytes.ofUtf8(document), Samples.valid(document), random);
    }

    private static List<Fragment.Property> properties(Cut cut) {
        return cut.fragments().stream()
                .filter(Fragment.Property.class::isInstance)
                .map(Fragment.Property.class::cast)
                .toList();
    }

    private static List<String> facet(Cut cut, FacetKind kind) {
        return cut.fragments().stream()
                .filter(fragment -> fragment instanceof Fragment.Facet facet && facet.facet() == kind)
                .map(fragment -> ((Fragment.Facet) fragment).values())
                .findFirst()
                .orElse(List.of());
    }

    /// What a team sees that may see up to this marking.
    private static String recomposed(Cut cut, Tlp ceiling) {
        return Recomposer.recompose(cut.fragments().stream()
                        .filter(fragment -> !fragment.marking().isStricterThan(ceiling))
                        .toList())
                .utf8();
    }

    private static Digest sha256(Bytes bytes) {
        try {
            return Digest.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
