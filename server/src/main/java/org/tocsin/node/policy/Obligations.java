package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// What binds whoever holds a record that was given to it, beyond the moment when it was: obligations outlive the flow
/// that brought them. Pure; in doubt they bind.
public final class Obligations {
    private Obligations() {}

    /// What was agreed for one way, as far as it binds at an instant: by all agreements whose dates run, suspended ones
    /// too; if none runs, by the one that ended last.
    public static Optional<Direction> at(Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        List<Standing> latest = Terms.latest(agreements, author, recipient);
        Optional<Direction> running = latest.stream()
                .filter(standing -> standing.runsAt(at))
                .flatMap(standing -> standing.direction(author, recipient).stream())
                .reduce(Direction::narrowedBy);
        return running.or(() -> latest.stream()
                .filter(standing -> !standing.end().isAfter(at))
                .max(Comparator.comparing(Standing::end))
                .flatMap(standing -> standing.direction(author, recipient)));
    }

    /// What whoever brings a record lets go on to others, by the terms under which it does. A hub that hands on shows
    /// who
    /// the author is: where that must not be, nothing goes on. Rule R-RLY-2.
    public static Onward onward(RecordHeader header, Direction brings) {
        boolean mayBeNamed = brings.handling().attribution() != Attribution.MUST_NOT
                && header.policy()
                        .filter(policy -> policy.attribution() == Attribution.MUST_NOT)
                        .isEmpty();
        return mayBeNamed ? brings.onward() : Onward.NOTHING;
    }

    /// What whoever brought a record lets go on when a hub is about to send it: by all agreements whose dates run,
    /// suspended ones too, for the hub has it already; nothing if none runs. Rule R-RLY-2.
    public static Onward onwardAt(
            RecordHeader header, Collection<Standing> agreements, Team from, Team hub, Instant at) {
        return Terms.latest(agreements, from, hub).stream()
                .filter(standing -> standing.runsAt(at))
                .flatMap(standing -> standing.direction(from, hub).stream())
                .reduce(Direction::narrowedBy)
                .map(direction -> onward(header, direction))
                .orElse(Onward.NOTHING);
    }

    /// An agreement that has ended, and says that what came under it is deleted then.
    ///
    /// @param from when its first version came into force
    public record Ended(Bytes agreementId, Instant from, Instant end) {}

    /// The agreements that have ended at an instant, of those that say that what came under them is deleted then. Rule
    /// R-CTL-6.
    public static List<Ended> ended(Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        return Terms.latest(agreements, author, recipient).stream()
                .filter(standing -> !standing.end().isAfter(at)
                        && standing.direction(author, recipient)
                                .filter(direction -> direction.handling().deleteAtEnd())
                                .isPresent())
                .map(standing -> {
                    Bytes id = standing.agreement().id();
                    Instant from = agreements.stream()
                            .map(Standing::agreement)
                            .filter(version -> version.id().equals(id))
                            .map(SharingAgreement::from)
                            .min(Comparator.naturalOrder())
                            .orElse(standing.agreement().from());
                    return new Ended(id, from, standing.end());
                })
                .toList();
    }

    /// Whether a holder may keep a record under a header that its author narrowed. What came through a hub may be kept
    /// only as long as a hub might hand it on. Rule R-CTL-5.
    ///
    /// @param author who brought the record: its author, or a hub
    public static boolean mayKeep(
            RecordHeader narrowed,
            boolean relayed,
            Collection<Standing> agreements,
            Team author,
            Team recipient,
            Instant at) {
        Tlp marking = narrowed.marking().orElse(Tlp.RED);
        boolean tooStrict = at(agreements, author, recipient, at)
                .flatMap(Direction::ceiling)
                .map(marking::isStricterThan)
                .orElse(true);
        boolean needsName = marking == Tlp.RED || narrowed.limited();
        boolean stopsAtHubs = relayed && (narrowed.limited() || marking.isStricterThan(Tlp.GREEN));
        return !tooStrict && !stopsAtHubs && (!needsName || narrowed.audience().contains(recipient));
    }
}
