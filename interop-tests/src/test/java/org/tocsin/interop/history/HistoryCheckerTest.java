package org.tocsin.interop.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.interop.history.Act.Asked;
import org.tocsin.interop.history.Act.Fate;
import org.tocsin.interop.history.Act.Given;
import org.tocsin.interop.history.Act.Listed;
import org.tocsin.interop.history.Act.Listing;
import org.tocsin.interop.history.Act.Processed;
import org.tocsin.interop.history.Act.Published;
import org.tocsin.interop.history.Act.Receipted;
import org.tocsin.interop.history.Act.Refused;
import org.tocsin.interop.history.Act.Restarted;
import org.tocsin.interop.history.Act.Settled;
import org.tocsin.interop.history.Act.Unknown;
import org.tocsin.interop.history.Violation.Kind;

/// The checker finds nothing in histories that are whole, and every violation that is planted into one.
class HistoryCheckerTest {
    private static final String ES = "cert-es.example";
    private static final String JP = "cert-jp.example";
    private static final String LANE = "routine";
    private static final int SEEDS = 50;

    /// Breaks a whole history at a place that the generator chooses.
    record Planted(String name, Kind kind, BiFunction<List<Act>, Random, List<Act>> breaking) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Planted> violations() {
        return Stream.of(
                new Planted("the receiver's last listing lacks a statement", Kind.LOST, listing(JP, true, drop())),
                new Planted("the author's last listing lacks a statement", Kind.LOST, listing(ES, true, drop())),
                new Planted("the receiver holds a statement twice", Kind.DOUBLED, listing(JP, true, twice())),
                new Planted("the author holds a statement twice", Kind.DOUBLED, listing(ES, true, twice())),
                new Planted("a retry had a second effect", Kind.DOUBLED, HistoryCheckerTest::retriedTwice),
                new Planted("what was cut off happened after the restart", Kind.DOUBLED, HistoryCheckerTest::cameBack),
                new Planted("two neighbours changed places at the receiver", Kind.REORDERED, listing(JP, true, swap())),
                new Planted("two neighbours changed places at the author", Kind.REORDERED, listing(ES, true, swap())),
                new Planted("an early listing had another order", Kind.REORDERED, listing(JP, false, swap())),
                new Planted("the receiver holds what nobody stated", Kind.PHANTOM, listing(JP, true, foreign())),
                new Planted("the author holds what nobody asked for", Kind.PHANTOM, listing(ES, true, foreign())),
                new Planted("the author holds what it refused", Kind.PHANTOM, HistoryCheckerTest::refusedAndHeld),
                new Planted("the receiver holds what was void", Kind.PHANTOM, HistoryCheckerTest::voidAndHeld),
                new Planted("the receiver has another content", Kind.ALTERED, listing(JP, true, alter())),
                new Planted("the author has another content", Kind.ALTERED, listing(ES, true, alter())),
                new Planted("a later answer has a lower index", Kind.REORDERED, HistoryCheckerTest::lowerIndex),
                new Planted("a sequence was given to another statement", Kind.ALTERED, HistoryCheckerTest::renumbered),
                new Planted("a sequence is missing", Kind.LOST, HistoryCheckerTest::gap),
                new Planted("a receipt went back", Kind.LOST, HistoryCheckerTest::receiptWentBack),
                new Planted("the receiver forgot what it acknowledged", Kind.LOST, HistoryCheckerTest::placeWentBack),
                new Planted("more was acknowledged than given", Kind.PHANTOM, HistoryCheckerTest::receiptBeyond),
                new Planted("settled, and not all acknowledged", Kind.LOST, HistoryCheckerTest::settledTooEarly),
                new Planted("an answer without a question", Kind.UNREADABLE, HistoryCheckerTest::unasked));
    }

    @Test
    void aWholeHistoryHasNoViolation() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(List.of(), HistoryChecker.check(whole(new Random(seed))), "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("violations")
    void whatIsPlantedIsFound(Planted planted) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Act> broken = planted.breaking().apply(whole(random), random);
            List<Violation> found = HistoryChecker.check(broken);
            assertTrue(
                    found.stream().anyMatch(violation -> violation.kind() == planted.kind()),
                    "seed " + seed + " found " + found);
        }
    }

    @Test
    void aHistoryIsReadAsItWasWritten(@TempDir Path directory) throws Exception {
        List<Act> acts = whole(new Random(1));
        Path path = directory.resolve("history");
        try (var file = HistoryFile.open(path)) {
            file.note(acts.subList(0, 10));
        }
        try (var again = HistoryFile.open(path)) {
            acts.subList(10, acts.size()).forEach(again::note);
        }
        assertEquals(acts, HistoryFile.read(path));
        Files.writeString(path, "published 1 leaf\n");
        assertThrows(IllegalArgumentException.class, () -> HistoryFile.read(path));
    }

    /// Some rounds of publishing, delivery and looking, as a run without any fault would leave them.
    private static List<Act> whole(Random random) {
        List<Act> acts = new ArrayList<>();
        List<Listed> own = new ArrayList<>();
        List<Listed> held = new ArrayList<>();
        int name = 0;
        for (int round = 0; round < 3; round++) {
            int before = name;
            int count = 4 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                acts.add(new Asked("p" + (before + i), ES, "content-" + (before + i)));
            }
            for (int i = 0; i < count; i++) {
                String id = "p" + name;
                int kind = i < 3 ? 0 : random.nextInt(6);
                var entry = new Listed("leaf-" + name, 2L * name, "content-" + name);
                name++;
                switch (kind) {
                    case 4 -> acts.add(new Refused(id));
                    case 5 -> {
                        acts.add(new Unknown(id));
                        if (random.nextBoolean()) {
                            own.add(entry);
                        }
                    }
                    default -> {
                        acts.add(new Published(id, entry.leaf(), entry.index()));
                        own.add(entry);
                    }
                }
            }
            held = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                boolean voided = i % 7 == 5;
                acts.add(new Given(ES, JP, LANE, i + 1, own.get(i).leaf(), voided ? Fate.VOIDED : Fate.PROCESSED));
                if (!voided) {
                    held.add(own.get(i));
                }
            }
            acts.add(new Receipted(ES, JP, LANE, own.size() - 1));
            acts.add(new Processed(JP, ES, LANE, own.size()));
            acts.add(new Listing(ES, ES, own));
            acts.add(new Listing(JP, ES, held));
        }
        acts.add(new Receipted(ES, JP, LANE, own.size()));
        acts.add(new Settled(ES, JP, LANE));
        return acts;
    }

    /// What is done to the entries of a listing.
    @FunctionalInterface
    private interface Change {
        void to(List<Listed> entries, Random random);
    }

    private static BiFunction<List<Act>, Random, List<Act>> listing(String holder, boolean last, Change change) {
        return (acts, random) -> {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < acts.size(); i++) {
                if (acts.get(i) instanceof Listing listing && listing.holder().equals(holder)) {
                    places.add(i);
                }
            }
            int place = last ? places.getLast() : places.getFirst();
            Listing listing = (Listing) acts.get(place);
            List<Listed> entries = new ArrayList<>(listing.entries());
            change.to(entries, random);
            assertFalse(entries.equals(listing.entries()));
            acts.set(place, new Listing(listing.holder(), listing.author(), entries));
            return acts;
        };
    }

    private static Change drop() {
        return (entries, random) -> entries.remove(random.nextInt(entries.size()));
    }

    private static Change twice() {
        return (entries, random) -> entries.add(entries.get(random.nextInt(entries.size())));
    }

    private static Change swap() {
        return (entries, random) -> {
            int place = random.nextInt(entries.size() - 1);
            entries.add(place, entries.remove(place + 1));
        };
    }

    private static Change foreign() {
        return (entries, random) ->
                entries.add(new Listed("leaf-x", entries.getLast().index() + 1, "content-x"));
    }

    private static Change alter() {
        return (entries, random) -> {
            // Only what was answered is known to have had another content; the first three of a round always are.
            int place = random.nextInt(3);
            Listed entry = entries.get(place);
            entries.set(place, new Listed(entry.leaf(), entry.index(), "content-x"));
        };
    }

    private static List<Act> retriedTwice(List<Act> acts, Random random) {
        return listing(ES, true, (entries, chance) -> {
                    Listed once = entries.get(chance.nextInt(entries.size()));
                    entries.add(new Listed("leaf-again", entries.getLast().index() + 1, once.content()));
                })
                .apply(acts, random);
    }

    /// Cut off, not there after the restart, asked for again, and then there twice.
    private static List<Act> cameBack(List<Act> acts, Random random) {
        acts.add(0, new Asked("q", ES, "content-q"));
        acts.add(1, new Unknown("q"));
        acts.add(2, new Restarted(ES));
        acts.add(3, new Listing(ES, ES, List.of()));
        acts.add(4, new Asked("r", ES, "content-q"));
        acts.add(5, new Unknown("r"));
        return listing(ES, true, (entries, chance) -> {
                    long index = entries.getLast().index();
                    entries.add(new Listed("leaf-q", index + 1, "content-q"));
                    entries.add(new Listed("leaf-r", index + 2, "content-q"));
                })
                .apply(acts, random);
    }

    private static List<Act> refusedAndHeld(List<Act> acts, Random random) {
        acts.add(0, new Asked("q", ES, "content-q"));
        acts.add(1, new Refused("q"));
        return listing(
                        ES,
                        true,
                        (entries, chance) -> entries.add(
                                new Listed("leaf-q", entries.getLast().index() + 1, "content-q")))
                .apply(acts, random);
    }

    private static List<Act> voidAndHeld(List<Act> acts, Random random) {
        for (int i = 0; i < acts.size(); i++) {
            if (acts.get(i) instanceof Given given && given.sequence() == 2) {
                acts.set(i, new Given(ES, JP, LANE, 2, given.leaf(), Fate.VOIDED));
            }
        }
        return acts;
    }

    private static List<Act> lowerIndex(List<Act> acts, Random random) {
        acts.add(new Asked("q", ES, "content-q"));
        acts.add(new Published("q", "leaf-q", 1));
        return acts;
    }

    private static List<Act> renumbered(List<Act> acts, Random random) {
        acts.add(new Given(ES, JP, LANE, 1 + random.nextInt(4), "leaf-x", Fate.PROCESSED));
        return acts;
    }

    private static List<Act> gap(List<Act> acts, Random random) {
        acts.removeIf(act -> act instanceof Given given && given.sequence() == 3);
        return acts;
    }

    private static List<Act> receiptWentBack(List<Act> acts, Random random) {
        acts.add(new Receipted(ES, JP, LANE, random.nextInt(5)));
        return acts;
    }

    private static List<Act> placeWentBack(List<Act> acts, Random random) {
        acts.add(new Processed(JP, ES, LANE, random.nextInt(5)));
        return acts;
    }

    private static List<Act> receiptBeyond(List<Act> acts, Random random) {
        acts.add(new Receipted(ES, JP, LANE, 1_000));
        return acts;
    }

    private static List<Act> settledTooEarly(List<Act> acts, Random random) {
        acts.removeIf(act -> act instanceof Receipted);
        return acts;
    }

    private static List<Act> unasked(List<Act> acts, Random random) {
        acts.add(new Unknown("nobody"));
        return acts;
    }
}
