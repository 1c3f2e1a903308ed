package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.policy.Admission;
import org.tocsin.node.policy.AdmissionDecision;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.FragmentTree;
import org.tocsin.stix.ContentGlance;
import org.tocsin.stix.Corpus;
import org.tocsin.stix.Recomposer;
import org.tocsin.stix.RecordCutter;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// What stands under a granular marking is withheld where its marking, or the agreement, says so: what the recipient
/// gets is valid STIX, its fragments still lead to the root that the author stated, and what is withheld is not in it.
/// Rules R-REC-6, R-REL-3, R-REL-8, R-ADM-6.
class GranularMarkingTest {
    private static final List<Tlp> LEVELS = List.of(Tlp.values());
    private static final int DOCUMENTS = 200;
    private static final long SEED = 20_261_122;
    private static final Team SPAIN = new Team("cert-es.example");
    private static final Team JAPAN = new Team("cert-jp.example");
    private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
    private static final Map<Tlp, String> MARKINGS = Map.of(
            Tlp.CLEAR, "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Tlp.GREEN, "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Tlp.AMBER, "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Tlp.AMBER_STRICT, "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Tlp.RED, "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1");
    /// What can be selected in every object below, and the secret that is lost with it.
    private static final Map<String, String> SELECTORS = selectors();

    private final StixReader reader = new StixReader();
    private int released;
    private int cut;
    private int withheldWhole;

    private static Map<String, String> selectors() {
        Map<String, String> selectors = new LinkedHashMap<>();
        selectors.put("description", "secret-description");
        selectors.put("aliases", "secret-alias");
        selectors.put("aliases.[1]", "secret-alias");
        selectors.put("external_references.[0].description", "secret-reference");
        selectors.put("x_nest.deep.[1].deeper", "secret-nest");
        selectors.put("x_nest", "secret-nest");
        selectors.put("labels.[0]", "secret-label");
        selectors.put("name", "secret-name");
        selectors.put("id", "secret-whole");
        return selectors;
    }

    /// One document, and what must not be seen by whoever may see up to a level, by secret.
    private record Drawn(String content, Map<String, Tlp> secrets) {}

    @Test
    void ofTwoHundredSeededDocumentsTheRecipientGetsValidStixWithoutWhatIsWithheld() throws WireException {
        for (int i = 0; i < DOCUMENTS; i++) {
            Drawn drawn = drawn(new Random(SEED + i));
            for (Tlp ceiling : List.of(Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT)) {
                for (boolean marked : List.of(false, true)) {
                    Optional<String> seen = delivered(Bytes.ofUtf8(drawn.content), ceiling, marked);
                    for (Map.Entry<String, Tlp> secret : drawn.secrets.entrySet()) {
                        boolean hidden = marked || secret.getValue().isStricterThan(ceiling);
                        assertFalse(
                                hidden
                                        && seen.filter(text -> text.contains(secret.getKey()))
                                                .isPresent(),
                                () -> "seed " + SEED + ": " + secret + " under " + ceiling + " in " + seen + "\n"
                                        + drawn.content);
                    }
                }
            }
        }
        assertTrue(released > DOCUMENTS * 2, "released " + released);
        assertTrue(cut > DOCUMENTS, "cut " + cut);
        assertTrue(withheldWhole < DOCUMENTS * 4, "withheld " + withheldWhole);
    }

    @Test
    void everyDocumentOfTheCorpusWithGranularMarkingsIsValidWhateverIsWithheldOfIt() {
        int[] documents = new int[1];
        Corpus.open((labelled, bytes) -> {
            boolean granular = bytes.length() < 1_000_000 && bytes.utf8().contains("granular_markings");
            if (granular && reader.read(bytes) instanceof StixVerdict.Valid) {
                documents[0]++;
                for (Tlp ceiling : Tlp.values()) {
                    for (boolean marked : List.of(false, true)) {
                        try {
                            delivered(bytes, ceiling, marked);
                        } catch (WireException unreadable) {
                            throw new AssertionError(labelled.name(), unreadable);
                        }
                    }
                }
            }
        });
        assertTrue(documents[0] > 0, "documents with granular markings: " + documents[0]);
    }

    /// The recipient's content; empty if it gets none.
    private Optional<String> delivered(Bytes content, Tlp ceiling, boolean marked) throws WireException {
        StixVerdict.Valid valid = assertInstanceOf(StixVerdict.Valid.class, reader.read(content), content.utf8());
        RecordCutter.Cut made = new RecordCutter().cut(content, valid.document(), new SplittableRandom(SEED));
        List<Bytes> encoded =
                made.fragments().stream().map(FragmentCodec::encode).toList();
        FragmentTree.Sealed sealed = FragmentTree.seal(encoded, new Random(SEED));
        List<Fragment> all = fragments(sealed.set());
        List<Standing> agreed = List.of(standing(ceiling, marked));
        var whole = new RecordSubject(RecordHeader.of(all), all, ContentGlance.lazily(all));
        if (!(Release.decide(whole, agreed, SPAIN, JAPAN, AT) instanceof ReleaseDecision.Released yes)) {
            withheldWhole++;
            return Optional.empty();
        }
        released++;
        FragmentSet disclosed =
                FragmentTree.disclose(sealed.set(), number -> yes.disclosure().shows(all.get(number)));
        assertEquals(Optional.of(sealed.root()), FragmentTree.root(disclosed), "the author's proof");
        List<Fragment> shown = fragments(disclosed);
        cut += shown.size() < all.size() ? 1 : 0;
        var seen = new RecordSubject(RecordHeader.of(shown), shown, ContentGlance.lazily(shown));
        assertInstanceOf(
                AdmissionDecision.Admitted.class, Admission.decide(seen, agreed, SPAIN, JAPAN, AT), content.utf8());
        Bytes recomposed = Recomposer.recompose(shown);
        StixVerdict.Valid got = assertInstanceOf(StixVerdict.Valid.class, reader.read(recomposed), recomposed.utf8());
        assertFalse(
                got.document().marking().isStricterThan(seen.header().marking().orElseThrow()), recomposed.utf8());
        return Optional.of(recomposed.utf8());
    }

    private static List<Fragment> fragments(FragmentSet set) throws WireException {
        List<Fragment> fragments = new ArrayList<>();
        for (FragmentSet.Disclosed shown : set.fragments()) {
            fragments.add(FragmentCodec.decode(shown.fragment()));
        }
        return fragments;
    }

    private static Standing standing(Tlp ceiling, boolean marked) {
        var withholding = new Withholding(new TreeSet<>(), false, marked);
        return Standing.of(new SharingAgreement(
                Bytes.wrap(new byte[SharingAgreement.ID_BYTES]),
                1,
                "asked about",
                "",
                AT.minusSeconds(1),
                AT.plusSeconds(1),
                new Direction(
                        SPAIN, JAPAN, Optional.of(ceiling), 0, Onward.NOTHING, Scope.ALL, withholding, Handling.OPEN),
                new Direction(JAPAN, SPAIN, Optional.of(ceiling))));
    }

    /// A bundle of one plain object, and of up to three with granular markings: nested selectors, items of lists,
    /// properties that cannot be cut, whole objects, two markings on one property, languages.
    private static Drawn drawn(Random random) {
        Map<String, Tlp> secrets = new LinkedHashMap<>();
        List<String> objects = new ArrayList<>();
        objects.add(object(0, Tlp.CLEAR, "\"description\":\"plain\""));
        for (int number = 1 + random.nextInt(3); number > 0; number--) {
            objects.add(marked(random, number, secrets));
        }
        return new Drawn(
                "{\"type\":\"bundle\",\"id\":\"bundle--00000000-2222-4222-8222-222222222222\",\"objects\":["
                        + String.join(", ", objects) + "]}",
                secrets);
    }

    private static String marked(Random random, int number, Map<String, Tlp> secrets) {
        Tlp own = List.of(Tlp.CLEAR, Tlp.GREEN).get(random.nextInt(2));
        List<String> markings = new ArrayList<>();
        List<String> selectors = List.copyOf(SELECTORS.keySet());
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            String selector = selectors.get(random.nextInt(random.nextInt(3) == 0 ? selectors.size() : 7));
            Tlp level = LEVELS.get(random.nextInt(LEVELS.size()));
            markings.add(marking(level, selector));
            if (random.nextInt(4) == 0) {
                // Two markings on one property: the stricter counts.
                Tlp other = LEVELS.get(random.nextInt(LEVELS.size()));
                markings.add(marking(other, selector));
                level = Tlp.strictest(level, other);
            }
            String secret = SELECTORS.get(selector) + "-" + number;
            secrets.merge(secret, Tlp.strictest(own, level), Tlp::strictest);
        }
        if (random.nextInt(3) == 0) {
            markings.add("{\"lang\":\"ja\",\"selectors\":[\"x_spoken\"]}");
        }
        String members = ("\"description\":\"secret-description-#\",\"aliases\":[\"a\",\"secret-alias-#\"],"
                        + "\"external_references\":[{\"source_name\":\"s\",\"description\":\"secret-reference-#\"}],"
                        + "\"x_nest\":{\"deep\":[1,{\"deeper\":\"secret-nest-#\"}]},\"labels\":[\"secret-label-#\"],"
                        + "\"x_spoken\":\"x\",\"x_whole\":\"secret-whole-#\"")
                .replace("#", String.valueOf(number));
        return object(number, own, members + ",\"granular_markings\":[" + String.join(",", markings) + "]");
    }

    private static String marking(Tlp level, String selector) {
        return "{\"marking_ref\":\"" + MARKINGS.get(level) + "\",\"selectors\":[\"" + selector + "\"]}";
    }

    private static String object(int number, Tlp level, String members) {
        return "{\"type\":\"campaign\",\"spec_version\":\"2.1\",\"id\":\"campaign--0000000" + number
                + "-1111-4111-8111-111111111111\",\"created\":\"2026-01-01T00:00:00.000Z\","
                + "\"modified\":\"2026-01-01T00:00:00.000Z\",\"name\":\"secret-name-" + number
                + "\",\"object_marking_refs\":[\"" + MARKINGS.get(level) + "\"]," + members + "}";
    }
}
