package org.tocsin.node.edge;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tocsin.node.config.Roster;
import org.tocsin.node.fault.Fault;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.Trust;

/// Says whether an officer may make a call, now: whether the certificate still counts, and whether the roster of this
/// moment gives the officer a role that the call needs. Asked at the beginning of a call and again with every message.
final class OfficerDesk {
    private static final int NAMED_MAX = 8;

    private final Trust trust;
    private final Supplier<Roster> roster;
    private final InstantSource clock;

    OfficerDesk(Trust trust, Supplier<Roster> roster, InstantSource clock) {
        this.trust = trust;
        this.roster = roster;
        this.clock = clock;
    }

    /// Why not; empty if the officer may.
    ///
    /// @param rule empty: there is none, and nobody may
    Optional<Fault> objection(PeerIdentity officer, Optional<MethodRules.Rule> rule) {
        if (!trust.stillTrusted(officer, clock.instant())) {
            return Optional.of(Fault.of(Fault.Reason.IDENTITY_REFUSED, "the officer's certificate ended"));
        }
        Roster now = roster.get();
        if (rule.isEmpty()) {
            return Optional.of(Fault.of(Fault.Reason.ROLE_NEEDED, "this call has no rule, so nobody may make it"));
        }
        if (now.allows(officer.name(), rule.get().roles())) {
            return Optional.empty();
        }
        List<String> having = now.having(rule.get().roles());
        String known = now.roles().containsKey(officer.name())
                ? "officer " + officer.name() + " has not the role that this needs"
                : "officer " + officer.name() + " has no role at this node";
        return Optional.of(Fault.of(
                        Fault.Reason.ROLE_NEEDED,
                        known + ": it needs " + rule.get().told() + "; "
                                + (having.isEmpty() ? "nobody has it" : "who may: " + named(having)))
                .with("officer", officer.name())
                .with("roles", rule.get().told())
                .with("officers", named(having)));
    }

    private static String named(List<String> officers) {
        String named = String.join(", ", officers.subList(0, Math.min(NAMED_MAX, officers.size())));
        return officers.size() > NAMED_MAX ? named + ", …" : named;
    }
}
