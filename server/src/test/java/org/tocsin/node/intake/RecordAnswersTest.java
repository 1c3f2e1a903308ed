package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.control.RecordReceipt.Outcome;

/// What a partner still owes of a record, what a record is called, and how much may be under way. Rule R-CTL-2.
class RecordAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    private static List<ReceiptKind> owed(ReceiptKind... said) {
        List<ReceiptOwed> all = EnumSet.allOf(ReceiptKind.class).stream()
                .map(kind -> new ReceiptOwed(kind, 4))
                .toList();
        return RecordTracks.unanswered(all, Set.of(said)).stream()
                .map(ReceiptOwed::kind)
                .toList();
    }

    @Test
    void whatWasSaidIsNotOwedAndADeletionIsOwedWhenItMustBe() {
        Set<ReceiptKind> all = EnumSet.allOf(ReceiptKind.class);
        all.remove(ReceiptKind.DELETED);
        assertEquals(List.copyOf(all), owed());
        assertFalse(owed(ReceiptKind.READ).contains(ReceiptKind.READ));
        assertTrue(owed(ReceiptKind.READ).contains(ReceiptKind.ACTED));
        assertFalse(owed(ReceiptKind.ACTED).contains(ReceiptKind.ACTED));
    }

    @Test
    void whoDeclinedARecordHasAnsweredWhetherItTakesIt() {
        for (ReceiptKind said : List.of(ReceiptKind.ACCEPTED, ReceiptKind.REFUSED)) {
            List<ReceiptKind> left = owed(said);
            assertFalse(left.contains(ReceiptKind.ACCEPTED), said.toString());
            assertFalse(left.contains(ReceiptKind.REFUSED), said.toString());
            assertTrue(left.contains(ReceiptKind.READ), said.toString());
        }
    }

    @Test
    void whoDeletedARecordOwesNothingMore() {
        assertEquals(List.of(), owed(ReceiptKind.DELETED));
    }

    @Test
    void everyAnswerIsOfItsKind() {
        assertEquals(
                List.of(
                        ReceiptKind.READ,
                        ReceiptKind.ACCEPTED,
                        ReceiptKind.REFUSED,
                        ReceiptKind.ACTED,
                        ReceiptKind.DELETED),
                List.of(
                                new Outcome.Read(),
                                new Outcome.Accepted(),
                                new Outcome.Refused("not ours"),
                                new Outcome.Acted("blocked"),
                                new Outcome.Deleted(Optional.empty()))
                        .stream()
                        .map(RecordTracks::kind)
                        .toList());
    }

    private static Fragment object(long order, String type, String name) {
        String body = "{\"type\":\"" + type + "\",\"name\":\"" + name + "\"}";
        return new Fragment.StixObject(Tlp.GREEN, order, Bytes.EMPTY, Bytes.ofUtf8(body));
    }

    @Test
    void aRecordIsCalledByItsFirstIncidentOrItsFirstReport() {
        Fragment frame = new Fragment.Frame(Tlp.GREEN, Bytes.ofUtf8("{"), Bytes.ofUtf8("}"));
        assertEquals("", RecordName.of(List.of(frame)));
        assertEquals("", RecordName.of(List.of(frame, object(1, "indicator", "a"))));
        assertEquals("r1", RecordName.of(List.of(object(3, "report", "r2"), object(2, "report", "r1"))));
        assertEquals("i", RecordName.of(List.of(object(1, "report", "r"), object(2, "incident", "i"))));
    }

    /// Never between the two halves of a character.
    @ParameterizedTest
    @CsvSource({"200, 200, 200", "201, 200, 200", "199, 201, 199", "198, 200, 200"})
    void aLongNameIsCutAtACharacter(int letters, int ofWhole, int expected) {
        String name = "x".repeat(letters) + (letters < 200 ? "\ud83d\udd25".repeat(2) : "");
        String cut = RecordName.of(List.of(object(1, "incident", name)));
        assertEquals(expected, cut.length());
        assertTrue(name.startsWith(cut));
        assertFalse(Character.isHighSurrogate(cut.charAt(cut.length() - 1)));
        assertTrue(ofWhole >= expected);
    }

    @Test
    void anAllowanceIsOfSomething() {
        assertThrows(IllegalArgumentException.class, () -> new Allowance(0, NOW));
        assertThrows(IllegalArgumentException.class, () -> new Allowance(-1, NOW));
        assertEquals(Duration.ZERO, new Allowance(1, NOW).overdrawn(NOW));
    }

    /// Threat S-FLOOD: what all hold together bounds everyone, what one holds bounds that one.
    @Test
    void aPartnerIsFullByItselfOrWithAllOthers() {
        IntakeLimits limits = IntakeLimits.of(1_000, 10, 1L << 30);
        AtomicLong all = new AtomicLong();
        PartnerBudget one = new PartnerBudget(limits, () -> NOW, all);
        PartnerBudget other = new PartnerBudget(limits, () -> NOW, all);
        assertFalse(one.isFull());
        one.hold(limits.partnerBytesInFlight());
        assertTrue(one.isFull());
        assertFalse(other.isFull());
        assertFalse(other.isNodeFull());
        all.set(limits.bytesInFlight());
        assertTrue(other.isFull());
        assertTrue(other.isNodeFull());
        one.hold(-limits.partnerBytesInFlight());
        assertFalse(one.isFull());
    }
}
