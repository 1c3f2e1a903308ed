package org.tocsin.interop.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// One thing that was asked, answered or seen: one line of a history, words apart by one space. Teams, digests and
/// lanes
/// are plain words; the history does not know what they mean.
public sealed interface Act {
    /// An officer asked a team's node to publish a content.
    record Asked(String id, String author, String content) implements Act {}

    /// The node answered: published, durable, at this index of its ledger.
    record Published(String id, String leaf, long index) implements Act {}

    /// The node answered: refused, nothing was written.
    record Refused(String id) implements Act {}

    /// No answer came: it is published or not.
    record Unknown(String id) implements Act {}

    /// A team's node was started again: what was asked before and not answered is published by now, or never will be.
    record Restarted(String team) implements Act {}

    /// Everything that a node holds of an author, in the order in which it stored it.
    record Listing(String holder, String author, List<Listed> entries) implements Act {
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /// The author's node gave a sequence of a lane to a statement.
    record Given(String author, String receiver, String lane, long sequence, String leaf, Fate fate) implements Act {}

    /// The author's node says that the receiver acknowledged a lane up to a sequence.
    record Receipted(String author, String receiver, String lane, long through) implements Act {}

    /// The receiver's node says how far it processed a lane.
    record Processed(String receiver, String author, String lane, long through) implements Act {}

    /// From here on nothing is under way: everything that was given is acknowledged.
    record Settled(String author, String receiver, String lane) implements Act {}

    /// A statement as a node holds it.
    record Listed(String leaf, long index, String content) {
        @Override
        public String toString() {
            return leaf + ":" + index + ":" + content;
        }

        static Listed parse(String word) {
            String[] parts = word.split(":", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not a listed statement: " + word);
            }
            return new Listed(parts[0], Long.parseLong(parts[1]), parts[2]);
        }
    }

    /// What the author's node says of a sequence.
    enum Fate {
        OWED,
        PROCESSED,
        REFUSED,
        VOIDED
    }

    /// The act as a line, without its end.
    default String line() {
        return switch (this) {
            case Asked asked -> words("asked", asked.id(), asked.author(), asked.content());
            case Published done -> words("published", done.id(), done.leaf(), done.index());
            case Refused refused -> words("refused", refused.id());
            case Unknown unknown -> words("unknown", unknown.id());
            case Restarted again -> words("restarted", again.team());
            case Listing listing -> {
                List<Object> all = new ArrayList<>(List.of("listing", listing.holder(), listing.author()));
                all.addAll(listing.entries());
                yield words(all.toArray());
            }
            case Given given ->
                words(
                        "given",
                        given.author(),
                        given.receiver(),
                        given.lane(),
                        given.sequence(),
                        given.leaf(),
                        given.fate());
            case Receipted seen -> words("receipted", seen.author(), seen.receiver(), seen.lane(), seen.through());
            case Processed seen -> words("processed", seen.receiver(), seen.author(), seen.lane(), seen.through());
            case Settled seen -> words("settled", seen.author(), seen.receiver(), seen.lane());
        };
    }

    /// Reads a line.
    ///
    /// @throws IllegalArgumentException if it is none
    static Act parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            return switch (words[0]) {
                case "asked" -> new Asked(words[1], words[2], words[3]);
                case "published" -> new Published(words[1], words[2], Long.parseLong(words[3]));
                case "refused" -> new Refused(words[1]);
                case "unknown" -> new Unknown(words[1]);
                case "restarted" -> new Restarted(words[1]);
                case "listing" ->
                    new Listing(
                            words[1],
                            words[2],
                            Arrays.stream(words, 3, words.length)
                                    .map(Listed::parse)
                                    .toList());
                case "given" ->
                    new Given(words[1], words[2], words[3], Long.parseLong(words[4]), words[5], Fate.valueOf(words[6]));
                case "receipted" -> new Receipted(words[1], words[2], words[3], Long.parseLong(words[4]));
                case "processed" -> new Processed(words[1], words[2], words[3], Long.parseLong(words[4]));
                case "settled" -> new Settled(words[1], words[2], words[3]);
                default -> throw new IllegalArgumentException("no act is called " + words[0]);
            };
        } catch (ArrayIndexOutOfBoundsException cut) {
            throw new IllegalArgumentException("a line of a history was cut: " + line, cut);
        }
    }

    private static String words(Object... words) {
        return Arrays.stream(words)
                .map(String::valueOf)
                .peek(word -> {
                    if (word.isEmpty() || word.indexOf(' ') >= 0 || word.indexOf('\n') >= 0) {
                        throw new IllegalArgumentException("not a word of a history: " + word);
                    }
                })
                .collect(Collectors.joining(" "));
    }
}
