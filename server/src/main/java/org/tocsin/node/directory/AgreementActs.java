package org.tocsin.node.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.Standing.Restriction;

/// What the parties' acts about one agreement come to: each party's own acts count in the order of their numbers, the
/// two parties' do not depend on one another's order. Rules R-AGR-8, R-AGR-9.
///
/// @param terminatedBy the parties that terminated it
/// @param declined the versions that were declined, and by whom
record AgreementActs(
        SortedSet<Team> suspendedBy,
        List<Restriction> restrictions,
        Optional<Instant> terminatedAt,
        SortedSet<Team> terminatedBy,
        List<Declined> declined) {
    static final AgreementActs NONE =
            new AgreementActs(new TreeSet<>(), List.of(), Optional.empty(), new TreeSet<>(), List.of());

    record Declined(Team by, int version) {}

    AgreementActs {
        restrictions = List.copyOf(restrictions);
        declined = List.copyOf(declined);
    }

    /// @param acts about one agreement, each party's by ascending number
    static AgreementActs of(Collection<AgreementActTable.Held> acts) {
        SortedSet<Team> suspendedBy = new TreeSet<>();
        TreeMap<String, Restriction> restrictions = new TreeMap<>();
        Optional<Instant> terminatedAt = Optional.empty();
        SortedSet<Team> terminatedBy = new TreeSet<>();
        List<Declined> declined = new ArrayList<>();
        for (AgreementActTable.Held held : acts) {
            AgreementAct act = held.act();
            switch (act.act()) {
                case Act.Suspend suspend -> suspendedBy.add(held.by());
                case Act.Resume resume -> suspendedBy.remove(held.by());
                case Act.Restrict limits ->
                    restrictions.put(key(held.by(), held.number()), new Restriction(held.by(), held.number(), limits));
                case Act.Lift lift -> restrictions.remove(key(held.by(), lift.restriction()));
                case Act.Terminate terminate -> {
                    terminatedBy.add(held.by());
                    terminatedAt = Optional.of(terminatedAt
                            .filter(before -> before.isBefore(terminate.effective()))
                            .orElse(terminate.effective()));
                }
                case Act.Decline decline -> declined.add(new Declined(held.by(), act.version()));
            }
        }
        return new AgreementActs(suspendedBy, List.copyOf(restrictions.values()), terminatedAt, terminatedBy, declined);
    }

    private static String key(Team by, int number) {
        return by.domain() + "/" + String.format("%010d", number);
    }

    Standing standing(SharingAgreement agreement) {
        return Standing.of(agreement, suspendedBy, restrictions, terminatedAt);
    }

    boolean isRestrictedBy(Team by, int number) {
        return restrictions.stream()
                .anyMatch(restriction -> restriction.by().equals(by) && restriction.number() == number);
    }

    boolean isDeclinedBy(Team by, int version) {
        return declined.contains(new Declined(by, version));
    }

    boolean isDeclined(int version) {
        return declined.stream().anyMatch(one -> one.version() == version);
    }
}
