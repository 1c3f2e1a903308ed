package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.wire.FragmentCodec;

/// What a row of the ledger may look like, and what the ledger takes into one.
class SegmentTest {
    private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
    private static final Bytes SAID = Bytes.ofUtf8("a statement");

    private static Segment of(Statement.Kind... kinds) {
        List<Draft> drafts =
                Arrays.stream(kinds).map(kind -> Draft.of(SAID, kind)).toList();
        return Segment.of(1, 7, AT, drafts, drafts.stream().map(draft -> 0L).toList());
    }

    private static Segment with(Segment segment, Bytes places, Bytes statements) {
        return new Segment(1, 7, segment.entryCount(), AT, places, statements, segment.seal());
    }

    private static List<Statement.Kind> kinds(Segment segment) {
        List<Statement.Kind> kinds = new ArrayList<>();
        segment.walk((place, offset, length, kind, contentId, leafHash) -> kinds.add(kind));
        return kinds;
    }

    /// A kind that could be written and not read would stop the node at its next start.
    @ParameterizedTest
    @EnumSource(Statement.Kind.class)
    void everyKindOfStatementIsReadBack(Statement.Kind kind) {
        Segment segment = of(kind, Statement.Kind.RECORD);
        assertEquals(List.of(kind, Statement.Kind.RECORD), kinds(segment));
        assertTrue(segment.isSealed());
        assertEquals(9, segment.endIndex());
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 19, -1})
    void aKindThatNobodyWroteIsNotRead(byte code) {
        Segment segment = of(Statement.Kind.RECORD);
        byte[] places = segment.places().array().clone();
        places[0] = code;
        Segment odd = with(segment, Bytes.wrap(places), segment.statements());
        assertThrows(IllegalArgumentException.class, () -> kinds(odd));
        assertFalse(odd.isSealed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 12, Integer.MAX_VALUE})
    void aLengthBeyondTheStatementsIsNotRead(int length) {
        Segment segment = of(Statement.Kind.RECORD);
        byte[] places = segment.places().array().clone();
        ByteBuffer.wrap(places).putInt(1, length);
        Segment odd = with(segment, Bytes.wrap(places), segment.statements());
        assertThrows(IllegalArgumentException.class, () -> kinds(odd));
    }

    @Test
    void bytesBehindTheLastStatementAreNotReadOver() {
        Segment segment = of(Statement.Kind.RECORD);
        Segment odd = with(segment, segment.places(), Bytes.ofUtf8("a statement and more"));
        assertThrows(IllegalArgumentException.class, () -> kinds(odd));
    }

    @Test
    void placesMustFitTheNumberOfEntries() {
        Segment segment = of(Statement.Kind.RECORD);
        for (int count : new int[] {0, 2, -1}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Segment(1, 7, count, AT, segment.places(), SAID, segment.seal()));
        }
        assertThrows(IllegalArgumentException.class, () -> new Segment(1, 7, 0, AT, Bytes.EMPTY, SAID, segment.seal()));
    }

    @Test
    void aStatementHasBytesAndNotTooMany() {
        assertThrows(IllegalArgumentException.class, () -> Draft.of(Bytes.EMPTY, Statement.Kind.RECORD));
        Bytes most = Bytes.wrap(new byte[Statement.BYTES_MAX]);
        assertEquals(Statement.BYTES_MAX, Draft.of(most, Statement.Kind.RECORD).bytes());
        Bytes more = Bytes.wrap(new byte[Statement.BYTES_MAX + 1]);
        assertThrows(IllegalArgumentException.class, () -> Draft.of(more, Statement.Kind.RECORD));
    }

    @Test
    void aContentOfAnImpossibleLengthIsNeitherSealedNorOpened() {
        ContentCipher cipher = new ContentCipher(new SecureRandom());
        Bytes tooLong = Bytes.wrap(new byte[FragmentCodec.SET_BYTES_MAX + 1]);
        assertThrows(IllegalArgumentException.class, () -> cipher.seal(Digest.ZERO, tooLong));
        SealedContent sealed = cipher.seal(Digest.ZERO, SAID);
        assertEquals(Optional.of(SAID), ContentCipher.open(Digest.ZERO, sealed));
        for (int length : new int[] {-1, Integer.MIN_VALUE, FragmentCodec.SET_BYTES_MAX + 1, Integer.MAX_VALUE}) {
            SealedContent claimed = new SealedContent(sealed.body(), sealed.secret(), length);
            assertEquals(Optional.empty(), ContentCipher.open(Digest.ZERO, claimed));
        }
    }
}
