package org.tocsin.node.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.node.store.RowSeal;

/// The statements of one commit, as a row of `ledger_segment` holds them.
///
/// @param places what stands where, `PLACE_BYTES` an entry: kind 1, length 4, content 8, leaf hash 32, big-endian
/// @param statements the exact bytes, one after the other
record Segment(int epoch, long firstIndex, int entryCount, Instant at, Bytes places, Bytes statements, Digest seal) {
    static final int PLACE_BYTES = 1 + Integer.BYTES + Long.BYTES + Digest.LENGTH;

    /// @throws IllegalArgumentException if the places do not fit the number of entries
    Segment {
        if (entryCount < 1 || places.length() != (long) entryCount * PLACE_BYTES) {
            throw new IllegalArgumentException(places.length() + " bytes of places for " + entryCount + " entries");
        }
    }

    static Segment of(int epoch, long firstIndex, Instant at, List<Draft> drafts, List<Long> contentIds) {
        ByteBuffer places = ByteBuffer.allocate(drafts.size() * PLACE_BYTES);
        int length = 0;
        for (Draft draft : drafts) {
            length = Math.addExact(length, draft.statement().length());
        }
        ByteBuffer statements = ByteBuffer.allocate(length);
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            places.put(code(draft.kind()))
                    .putInt(draft.statement().length())
                    .putLong(contentIds.get(i))
                    .put(draft.leafHash().array());
            statements.put(draft.statement().array());
        }
        Instant millis = Instant.ofEpochMilli(at.toEpochMilli());
        Bytes packed = Bytes.wrap(places.array());
        return new Segment(
                epoch,
                firstIndex,
                drafts.size(),
                millis,
                packed,
                Bytes.wrap(statements.array()),
                seal(epoch, firstIndex, drafts.size(), millis, packed));
    }

    static Digest seal(int epoch, long firstIndex, int entryCount, Instant at, Bytes places) {
        return RowSeal.over(epoch, firstIndex, entryCount, at.toEpochMilli(), places);
    }

    boolean isSealed() {
        return seal.equals(seal(epoch, firstIndex, entryCount, at, places));
    }

    /// The index behind its last entry.
    long endIndex() {
        return firstIndex + entryCount;
    }

    /// Walks entries in order; stops when the visitor says so.
    ///
    /// @throws IllegalArgumentException if a kind is unknown, or the lengths do not fit the bytes
    void walk(Visitor visitor) {
        ByteBuffer buffer = ByteBuffer.wrap(places.array());
        int offset = 0;
        for (int i = 0; i < entryCount; i++) {
            Statement.Kind kind = kind(buffer.get());
            int length = buffer.getInt();
            long contentId = buffer.getLong();
            byte[] leafHash = new byte[Digest.LENGTH];
            buffer.get(leafHash);
            if (length < 1 || length > statements.length() - offset) {
                throw new IllegalArgumentException("place " + i + " has length " + length);
            }
            if (!visitor.entry(i, offset, length, kind, contentId, Digest.wrap(leafHash))) {
                return;
            }
            offset += length;
        }
        if (offset != statements.length()) {
            throw new IllegalArgumentException((statements.length() - offset) + " bytes behind the last statement");
        }
    }

    Entry entry(int place, int offset, int length, Statement.Kind kind, long contentId, Digest leafHash) {
        return new Entry(
                epoch, firstIndex + place, kind, leafHash, statements.slice(offset, offset + length), contentId, at);
    }

    private static byte code(Statement.Kind kind) {
        return switch (kind) {
            case RECORD -> 1;
            case RECEIPT -> 2;
            case AGREEMENT -> 3;
            case EPOCH -> 4;
            case RECORD_RECEIPT -> 5;
            case WITHDRAW -> 6;
            case CHECK_IN -> 7;
            case RELAY -> 8;
            case AGREEMENT_ACT -> 9;
            case NARROW -> 10;
            case TEAM_PROFILE -> 11;
            case EMERGENCY -> 12;
            case EMERGENCY_STEP -> 13;
            case EMERGENCY_RELAY -> 14;
            case MANIFEST -> 15;
            case SEEN -> 16;
            case EVIDENCE -> 17;
            case INTRODUCTION -> 18;
        };
    }

    private static Statement.Kind kind(byte code) {
        return switch (code) {
            case 1 -> Statement.Kind.RECORD;
            case 2 -> Statement.Kind.RECEIPT;
            case 3 -> Statement.Kind.AGREEMENT;
            case 4 -> Statement.Kind.EPOCH;
            case 5 -> Statement.Kind.RECORD_RECEIPT;
            case 6 -> Statement.Kind.WITHDRAW;
            case 7 -> Statement.Kind.CHECK_IN;
            case 8 -> Statement.Kind.RELAY;
            case 9 -> Statement.Kind.AGREEMENT_ACT;
            case 10 -> Statement.Kind.NARROW;
            case 11 -> Statement.Kind.TEAM_PROFILE;
            case 12 -> Statement.Kind.EMERGENCY;
            case 13 -> Statement.Kind.EMERGENCY_STEP;
            case 14 -> Statement.Kind.EMERGENCY_RELAY;
            case 15 -> Statement.Kind.MANIFEST;
            case 16 -> Statement.Kind.SEEN;
            case 17 -> Statement.Kind.EVIDENCE;
            case 18 -> Statement.Kind.INTRODUCTION;
            default -> throw new IllegalArgumentException("no kind of statement has code " + code);
        };
    }

    /// Sees the entries of a segment.
    interface Visitor {
        /// @return whether to go on
        boolean entry(int place, int offset, int length, Statement.Kind kind, long contentId, Digest leafHash);
    }
}
