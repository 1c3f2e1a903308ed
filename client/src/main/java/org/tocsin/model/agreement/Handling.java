package org.tocsin.model.agreement;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a receiver may and must do with the records it got.
///
/// @param retentionDays after so many days from its arrival a record is deleted; 0: not before it is withdrawn
/// @param deleteAtEnd whether all records are deleted when the agreement has ended
/// @param receiptsOwed each kind once, in the order of the kinds
public record Handling(
        Iep iep, Attribution attribution, int retentionDays, boolean deleteAtEnd, List<ReceiptOwed> receiptsOwed) {
    public static final int RETENTION_DAYS_MAX = 36_500;
    public static final Handling OPEN = new Handling(Iep.OPEN, Attribution.MAY, 0, false, List.of());

    /// The kinds of per-record receipt.
    public enum ReceiptKind {
        READ,
        ACCEPTED,
        REFUSED,
        ACTED,
        DELETED
    }

    /// A per-record receipt that is owed so many hours after the record's arrival.
    public record ReceiptOwed(ReceiptKind kind, int withinHours) {
        public static final int HOURS_MAX = 8_784;

        public ReceiptOwed {
            if (withinHours < 1 || withinHours > HOURS_MAX) {
                throw new IllegalArgumentException("a receipt within 1 to 8784 hours, not " + withinHours);
            }
        }
    }

    public Handling {
        receiptsOwed = receiptsOwed.stream()
                .sorted(Comparator.comparing(ReceiptOwed::kind))
                .toList();
        if (retentionDays < 0 || retentionDays > RETENTION_DAYS_MAX) {
            throw new IllegalArgumentException("retention of 0 to 36500 days, not " + retentionDays);
        }
        if (receiptsOwed.stream().map(ReceiptOwed::kind).distinct().count() != receiptsOwed.size()) {
            throw new IllegalArgumentException("each kind of receipt is owed once");
        }
    }

    /// The stricter of both. Where one says that an author must be named and the other that it must not, it must not.
    public Handling narrowedBy(Handling other) {
        return new Handling(
                iep.narrowedBy(other.iep),
                attribution(other.attribution),
                sooner(retentionDays, other.retentionDays),
                deleteAtEnd || other.deleteAtEnd,
                owed(other.receiptsOwed));
    }

    private Attribution attribution(Attribution other) {
        if (attribution == Attribution.MUST_NOT || other == Attribution.MUST_NOT) {
            return Attribution.MUST_NOT;
        }
        return attribution == Attribution.MUST ? attribution : other;
    }

    private static int sooner(int one, int other) {
        return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }

    private List<ReceiptOwed> owed(List<ReceiptOwed> others) {
        Map<ReceiptKind, Integer> hours = new EnumMap<>(ReceiptKind.class);
        receiptsOwed.forEach(owed -> hours.merge(owed.kind(), owed.withinHours(), Math::min));
        others.forEach(owed -> hours.merge(owed.kind(), owed.withinHours(), Math::min));
        return hours.entrySet().stream()
                .map(entry -> new ReceiptOwed(entry.getKey(), entry.getValue()))
                .toList();
    }
}
