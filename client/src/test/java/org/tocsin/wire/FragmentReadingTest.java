package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.DisclosedFragment;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// Our own reading of fragments takes and refuses exactly what the generated parser does, and reads the same. Rules
/// R-FRG-2, R-FRG-4, R-LIM-4.
class FragmentReadingTest {
    private static final long SEED = 20261122;
    private static final List<Fragment> ONE_OF_EACH = List.of(
            new Fragment.Frame(Tlp.CLEAR, text("{"), text("}\n")),
            new Fragment.StixObject(Tlp.GREEN, -1, text(",\n"), text("{\"type\":\"incident\"}")),
            new Fragment.Property(Tlp.AMBER, 1L << 40, 7, 300, text(",\"a\":1")),
            new Fragment.Facet(Tlp.GREEN, FacetKind.TYPES, List.of("incident", "größe")),
            new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN")),
            new Fragment.Audience(Tlp.RED, new Team("cert-jp.example")),
            new Fragment.Document(Tlp.AMBER_STRICT, text("x".repeat(300))));

    private static Bytes text(String text) {
        return Bytes.ofUtf8(text);
    }

    private static FragmentSet set() {
        List<FragmentSet.Disclosed> shown = new ArrayList<>();
        for (int i = 0; i < ONE_OF_EACH.size(); i++) {
            Bytes salt = text(String.valueOf(i).repeat(16));
            shown.add(new FragmentSet.Disclosed(i + 1, salt, FragmentCodec.encode(ONE_OF_EACH.get(i))));
        }
        return new FragmentSet(8, shown, List.of(Digest.ofHex("cd".repeat(32))));
    }

    @Test
    void damagedFragmentsAreTakenAndRefusedAsByTheGeneratedParser() {
        Random random = new Random(SEED);
        int taken = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = damaged(
                    FragmentCodec.encode(ONE_OF_EACH.get(i % ONE_OF_EACH.size()))
                            .array(),
                    random);
            Optional<Fragment> expected = generated(bytes);
            assertEquals(expected, read(() -> FragmentCodec.decode(Bytes.wrap(bytes))), Arrays.toString(bytes));
            taken += expected.isPresent() ? 1 : 0;
        }
        assertTrue(taken > 3_000, "taken: " + taken);
    }

    @Test
    void damagedSetsAreTakenAndRefusedAsByTheGeneratedParser() {
        Random random = new Random(SEED);
        byte[] whole = FragmentCodec.encode(set()).array();
        int taken = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = damaged(whole, random);
            Optional<FragmentSet> expected = generatedSet(bytes);
            assertEquals(expected, read(() -> FragmentCodec.decodeSet(Bytes.wrap(bytes))), Arrays.toString(bytes));
            taken += expected.isPresent() ? 1 : 0;
        }
        assertTrue(taken > 3_000, "taken: " + taken);
    }

    @Test
    void anOutlineSaysWhatDecisionsReadAndShowsNothing() throws WireException {
        List<Fragment> outline = FragmentCodec.outline(FragmentCodec.encode(set()));
        assertEquals(
                List.of(
                        new Fragment.Frame(Tlp.CLEAR, Bytes.EMPTY, Bytes.EMPTY),
                        new Fragment.StixObject(Tlp.GREEN, -1, Bytes.EMPTY, Bytes.EMPTY),
                        new Fragment.Property(Tlp.AMBER, 1L << 40, 7, 300, Bytes.EMPTY),
                        ONE_OF_EACH.get(3),
                        ONE_OF_EACH.get(4),
                        ONE_OF_EACH.get(5),
                        new Fragment.Document(Tlp.AMBER_STRICT, Bytes.EMPTY)),
                outline);
        assertThrows(WireException.class, () -> FragmentCodec.outline(text("no set of fragments")));
    }

    @Test
    void anOutlineIsReadOfEveryDamagedSetThatIsReadWholeAndItsFragmentsToo() {
        Random random = new Random(SEED);
        byte[] whole = FragmentCodec.encode(set()).array();
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = damaged(whole, random);
            Optional<List<Tlp>> expected = read(() -> {
                List<Tlp> markings = new ArrayList<>();
                for (FragmentSet.Disclosed shown :
                        FragmentCodec.decodeSet(Bytes.wrap(bytes)).fragments()) {
                    markings.add(FragmentCodec.decode(shown.fragment()).marking());
                }
                return markings;
            });
            if (expected.isPresent()) {
                assertEquals(
                        expected,
                        read(() -> FragmentCodec.outline(Bytes.wrap(bytes)).stream()
                                .map(Fragment::marking)
                                .toList()),
                        Arrays.toString(bytes));
            }
        }
    }

    /// Whoever adds a message inside a statement must look for unknown fields in it, too.
    @Test
    void aStatementHoldsNoOtherMessageThanItsRecordVersion() {
        List<String> messages = org.tocsin.exchange.v1.Statement.getDescriptor().getFields().stream()
                .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                .map(FieldDescriptor::getName)
                .toList();
        assertEquals(List.of("record"), messages);
    }

    @Test
    void bytesOfAMessageAreNotCopiedWhereTheyHaveAnArrayToThemselves() {
        byte[] array = {1, 2, 3, 4};
        assertEquals(
                System.identityHashCode(array),
                System.identityHashCode(
                        Parsing.bytes(UnsafeByteOperations.unsafeWrap(array)).array()));
        ByteString part = UnsafeByteOperations.unsafeWrap(array).substring(1, 3);
        assertEquals(Bytes.wrap(new byte[] {2, 3}), Parsing.bytes(part));
        ByteString joined = ByteString.copyFrom(new byte[200]).concat(ByteString.copyFrom(new byte[300]));
        assertEquals(Bytes.wrap(new byte[500]), Parsing.bytes(joined));
        assertEquals(Bytes.EMPTY, Parsing.bytes(ByteString.EMPTY));
    }

    /// Some bytes changed, cut out, put in or repeated.
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> {
                int count = random.nextInt(Math.min(24, bytes.length));
                byte[] more = Arrays.copyOf(bytes, bytes.length + count);
                System.arraycopy(bytes, 0, more, bytes.length, count);
                bytes = more;
            }
            default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private interface Reading<T> {
        T read() throws WireException;
    }

    private static <T> Optional<T> read(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (WireException refused) {
            return Optional.empty();
        }
    }

    private static Optional<Fragment> generated(byte[] bytes) {
        return read(() -> {
            var message = parsed(org.tocsin.exchange.v1.Fragment.parser(), bytes);
            Tlp marking = Enums.tlp(message.getMarking());
            Bytes body = Bytes.wrap(message.getBody().toByteArray());
            return switch (message.getKind()) {
                case FRAGMENT_KIND_FRAME ->
                    new Fragment.Frame(
                            marking, body, Bytes.wrap(message.getSuffix().toByteArray()));
                case FRAGMENT_KIND_OBJECT ->
                    new Fragment.StixObject(
                            marking,
                            message.getOrder(),
                            Bytes.wrap(message.getLead().toByteArray()),
                            body);
                case FRAGMENT_KIND_PROPERTY ->
                    new Fragment.Property(marking, message.getOrder(), message.getObjectOrder(), message.getAt(), body);
                case FRAGMENT_KIND_FACET ->
                    new Fragment.Facet(marking, Enums.facet(message.getFacet()), message.getValuesList());
                case FRAGMENT_KIND_AUDIENCE -> {
                    if (message.getValuesCount() != 1) {
                        throw new WireException("not one team");
                    }
                    yield new Fragment.Audience(marking, Parsing.team(message.getValues(0), "values"));
                }
                case FRAGMENT_KIND_DOCUMENT -> new Fragment.Document(marking, body);
                case FRAGMENT_KIND_APPROVAL -> new Fragment.Approval(marking, body);
                case FRAGMENT_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new WireException("a kind");
            };
        });
    }

    private static Optional<FragmentSet> generatedSet(byte[] bytes) {
        return read(() -> {
            var message = parsed(org.tocsin.exchange.v1.FragmentSet.parser(), bytes);
            List<FragmentSet.Disclosed> shown = new ArrayList<>();
            for (DisclosedFragment fragment : message.getFragmentsList()) {
                shown.add(Parsing.checked(() -> new FragmentSet.Disclosed(
                        fragment.getPosition(),
                        Bytes.wrap(fragment.getSalt().toByteArray()),
                        Bytes.wrap(fragment.getFragment().toByteArray()))));
            }
            List<Digest> hidden = Parsing.digests(message.getHidden(), FragmentSet.LEAF_COUNT_MAX, "hidden");
            return Parsing.checked(() -> new FragmentSet(message.getLeafCount(), shown, hidden));
        });
    }

    private static <M extends Message> M parsed(com.google.protobuf.Parser<M> parser, byte[] bytes)
            throws WireException {
        try {
            M message = parser.parseFrom(bytes);
            Parsing.known(message, "it");
            return message;
        } catch (InvalidProtocolBufferException notAMessage) {
            throw new WireException("not a message");
        }
    }
}
