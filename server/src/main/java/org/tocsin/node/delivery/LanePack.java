package org.tocsin.node.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.node.delivery.Decision.Releasing;
import org.tocsin.node.delivery.Decision.Withholding;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.Sha256;

/// The decisions of one commit for one lane, as one row: by index, those released under one version of one agreement.
/// `number` counts the packs of a lane's epoch, from 1. Where the entries had been withheld before, all of them were so
/// for
/// the one reason that is `overturned`.
/// `before` is the place of the lane in front of its first released entry; `agreementId` is empty if nothing is
/// released, or what is was addressed.
record LanePack(
        long number,
        int ledgerEpoch,
        Lane.Position before,
        Optional<Bytes> agreementId,
        int agreementVersion,
        Optional<WithholdReason> overturned,
        List<Decision> decisions) {
    private static final int ALL = 0;
    private static final int SOME = 1;
    private static final int WITHHELD = 2;

    public LanePack {
        decisions = List.copyOf(decisions);
        if (decisions.isEmpty()) {
            throw new IllegalArgumentException("a pack has decisions");
        }
    }

    public long firstIndex() {
        return decisions.getFirst().index();
    }

    public long lastIndex() {
        return decisions.getLast().index();
    }

    /// The first sequence it gives out, if it gives out any.
    public long firstSequence() {
        return before.sequence() + 1;
    }

    /// Whether it decides on the entry at an index.
    public boolean decides(long index) {
        return decisions.stream().anyMatch(decision -> decision.index() == index);
    }

    /// Whether it gives out the entry at an index.
    public boolean releases(long index) {
        return decisions.stream().anyMatch(decision -> decision.index() == index && decision instanceof Releasing);
    }

    public List<Releasing> released() {
        return decisions.stream()
                .filter(Releasing.class::isInstance)
                .map(Releasing.class::cast)
                .toList();
    }

    /// The place of the lane behind its last released entry.
    public Lane.Position after() {
        return at(Long.MAX_VALUE);
    }

    /// The place of the lane at a sequence of this pack, or at its end if it ends before.
    public Lane.Position at(long sequence) {
        Lane.Position position = before;
        for (Releasing entry : released()) {
            if (position.sequence() >= sequence) {
                break;
            }
            position = ChannelHash.next(position, entry.leaf());
        }
        return position;
    }

    /// The decisions as they are stored: for each the distance of its index from the first, its kind, and what belongs
    /// to
    /// the kind; numbers in base 128, the lowest first.
    public Bytes encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(decisions.size() * 36);
        for (Decision decision : decisions) {
            write(out, decision.index() - firstIndex());
            switch (decision) {
                case Releasing releasing -> write(out, releasing);
                case Withholding withholding -> {
                    out.write(WITHHELD);
                    write(out, code(withholding.reason()));
                }
            }
        }
        return Bytes.wrap(out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, Releasing releasing) {
        out.write(releasing.shown() instanceof Shown.All ? ALL : SOME);
        out.writeBytes(releasing.leaf().array());
        if (releasing.shown() instanceof Shown.Some some) {
            write(out, some.numbers().size());
            some.numbers().forEach(number -> write(out, number));
        }
    }

    /// The decisions as they are stored, with a seal behind them: a hash over them and over the columns beside them,
    /// which
    /// finds a flipped bit in what no channel hash covers: which parts are shown, under which agreement.
    public Bytes sealed() {
        byte[] body = encode().array();
        byte[] sealed = Arrays.copyOf(body, body.length + Digest.LENGTH);
        System.arraycopy(seal(body).array(), 0, sealed, body.length, Digest.LENGTH);
        return Bytes.wrap(sealed);
    }

    private Digest seal(byte[] body) {
        Bytes agreement = agreementId.orElse(Bytes.EMPTY);
        return Sha256.of(ByteBuffer.allocate(
                        5 * Integer.BYTES + 3 * Long.BYTES + Digest.LENGTH + agreement.length() + body.length)
                .putLong(number)
                .putInt(ledgerEpoch)
                .putInt(agreementVersion)
                .putInt(overturned.map(LanePack::code).orElse(0))
                .putLong(before.sequence())
                .put(before.channelHash().array())
                .putInt(agreement.length())
                .put(agreement.array())
                .putInt(body.length)
                .putLong(firstIndex())
                .put(body)
                .array());
    }

    /// Reads what `sealed` wrote.
    ///
    /// @throws IllegalArgumentException if it is anything else
    static LanePack unsealed(
            long number,
            int ledgerEpoch,
            Lane.Position before,
            Optional<Bytes> agreementId,
            int agreementVersion,
            Optional<WithholdReason> overturned,
            long firstIndex,
            Bytes sealed) {
        int length = sealed.length() - Digest.LENGTH;
        if (length <= 0) {
            throw new IllegalArgumentException("a lane pack that is cut short");
        }
        byte[] body = Arrays.copyOf(sealed.array(), length);
        LanePack pack = new LanePack(
                number,
                ledgerEpoch,
                before,
                agreementId,
                agreementVersion,
                overturned,
                decode(Bytes.wrap(body), firstIndex));
        if (!pack.seal(body).equals(Digest.copyOf(sealed.array(), length))) {
            throw new IllegalArgumentException("a lane pack that was changed");
        }
        return pack;
    }

    /// Reads what `encode` wrote.
    ///
    /// @throws IllegalArgumentException if it is anything else
    public static List<Decision> decode(Bytes encoded, long firstIndex) {
        Reader in = new Reader(encoded.array());
        List<Decision> decisions = new ArrayList<>();
        while (!in.isAtEnd()) {
            long index = firstIndex + in.number();
            switch ((int) in.number()) {
                case ALL -> decisions.add(new Releasing(index, in.digest(), Shown.ALL));
                case SOME -> {
                    Digest leaf = in.digest();
                    int count = Math.toIntExact(in.number());
                    List<Integer> numbers = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        numbers.add(Math.toIntExact(in.number()));
                    }
                    decisions.add(new Releasing(index, leaf, new Shown.Some(numbers)));
                }
                case WITHHELD -> decisions.add(new Withholding(index, reason((int) in.number())));
                default -> throw new IllegalArgumentException("a lane pack of an unknown form");
            }
        }
        return decisions;
    }

    /// The stored code of a reason: it stays when the enum's order changes.
    private static int code(WithholdReason reason) {
        return switch (reason) {
            case NO_AGREEMENT -> 1;
            case MARKING_ABOVE_CEILING -> 2;
            case NOT_IN_AUDIENCE -> 3;
            case POLICY_ERROR -> 4;
            case HELD_THERE -> 5;
            case OUT_OF_SCOPE -> 6;
            case PAP_ABOVE_CEILING -> 7;
            case EMBARGOED -> 8;
            case IEP_NOT_IN_FORCE -> 9;
            case IEP_CONFLICT -> 10;
            case NOTHING_LEFT -> 11;
            case ONWARD_NOT_AGREED -> 12;
            case NOT_DIVISIBLE -> 13;
        };
    }

    private static WithholdReason reason(int code) {
        for (WithholdReason reason : WithholdReason.values()) {
            if (code(reason) == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("a lane pack with an unknown reason");
    }

    private static void write(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean isAtEnd() {
            return at == bytes.length;
        }

        long number() {
            long number = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                byte next = bytes[checked(1)];
                number |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a number that does not end");
        }

        Digest digest() {
            return Digest.copyOf(bytes, checked(Digest.LENGTH));
        }

        private int checked(int length) {
            int from = at;
            if (from + length > bytes.length) {
                throw new IllegalArgumentException("a lane pack that is cut short");
            }
            at += length;
            return from;
        }
    }
}
