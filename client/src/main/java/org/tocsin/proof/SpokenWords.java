package org.tocsin.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// Words for what is compared over a telephone: one for each byte.
///
/// The 256 words are our own choice of common English nouns. No two begin with the same three letters, sound alike by
/// Soundex, or are fewer than three letters apart; none is a word of the trade. They are in alphabetical order, and the
/// place of a word is its byte: they never change, since both sides of a telephone must have the same.
public final class SpokenWords {
    /// Words that each side says.
    public static final int SAID = 3;

    private static final Bytes TAG = Bytes.ofUtf8("tocsin/spoken/v1\n");

    private static final List<String> WORDS = List.of("""
            acorn admiral agent airport album almond amber anchor
            angle april arcade armor artist aspen atlas autumn
            avenue awning badger balcony bamboo banjo barrel basket
            battery beacon beetle bicycle bonfire border branch bread
            bridge buffalo button cabin cactus camel canyon captain
            cargo castle cedar cello cement cherry chimney circus
            clover cobalt coconut copper coyote cradle crystal cymbal
            daisy dancer dentist desert diamond doctor dolphin domino
            donkey dragon drummer earring echo eclipse editor elbow
            emerald engine evening fabric feather fern fiddle finger
            flute forest fossil freckle frog furnace galaxy garden
            gazelle geyser giraffe glacier goblet gorilla gravel guitar
            gymnast hatch hedgehog helmet hickory hotel hurdle iceberg
            igloo impala indigo insect island ivory jade jaguar
            jasmine jersey jigsaw juniper jury kangaroo karate kayak
            kennel kitchen koala lagoon lantern laptop lava lemon
            leopard library lilac lizard lobster locket lotus lunch
            magnet maple meadow mermaid meteor midnight mimic mirror
            mitten morning moss muffin museum napkin nectar nephew
            nickel noodle notebook nugget nutmeg nylon oasis oatmeal
            ocean october office olive onion opera orange orbit
            orchid ostrich otter oxygen palace panda paper parrot
            pastry pebble pelican pencil piano pickle pigeon pilot
            planet popcorn potato prairie pudding pumpkin puppet python
            quartz quilt rabbit ribbon river runner safari sausage
            scarf school seashell sherbet signal sister sleeve slipper
            smoke snail soccer sofa spider spoon squirrel stable
            stream sunset swan tailor teacup temple tennis thunder
            torch tractor trumpet tulip umbrella unicorn usher valley
            vanilla vessel video village vinegar violin volcano voyage
            vulture waffle walnut whale whisper wick window wombat
            yacht yard yogurt zebra zenith zigzag zinc zodiac
            """.strip().split("\\s+"));

    private SpokenWords() {}

    /// The word of a byte, 0 to 255.
    public static String word(int value) {
        return WORDS.get(value);
    }

    /// All words, by their byte.
    public static List<String> all() {
        return WORDS;
    }

    /// The words of some bytes, in their order.
    public static List<String> of(Bytes bytes) {
        List<String> words = new ArrayList<>(bytes.length());
        for (byte one : bytes.array()) {
            words.add(word(Byte.toUnsignedInt(one)));
        }
        return words;
    }

    /// The three words that an officer of a team says on a day, to whoever holds the same agreement. Rule R-PRO-6.
    ///
    /// @param terms the hash of the agreement's exact terms
    /// @param at on which day, in UTC
    public static List<String> said(Digest terms, Instant at, Team speaker) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        MessageDigest digest = Sha256.begin();
        digest.update(TAG.array());
        digest.update(terms.array());
        byte[] hash = digest.digest((day + "\n" + speaker.domain()).getBytes(StandardCharsets.UTF_8));
        return of(Bytes.copyOf(hash, 0, SAID));
    }
}
