package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.control.Introduction;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.trust.PinnedTeam;

/// Whom partners introduced, and introducing: a partner learns of another team only if an officer says so. Rules
/// R-PEER-4
/// and R-PEER-5.
public final class Introductions {
    private final ProfileParts parts;

    Introductions(ProfileParts parts) {
        this.parts = parts;
    }

    /// A team as a partner introduced it; nothing follows from it.
    public record Introduced(Team introducer, Introduction introduction, Digest fingerprint, Instant at) {}

    /// By team, then by introducer.
    public List<Introduced> all() {
        return parts.transactions().read(IntroductionTable::all);
    }

    /// What a partner introduced a team as.
    public Optional<Introduced> find(Team team, Team introducer) {
        return all().stream()
                .filter(one -> one.introduction().team().equals(team)
                        && one.introducer().equals(introducer))
                .findFirst();
    }

    /// Introduces a pinned team to a partner; durable, and on its way, when this returns.
    ///
    /// @return its place in the ledger
    /// @throws org.tocsin.node.fault.FaultException if it cannot be stated, or not to that partner
    public long introduce(Team team, Team to, String reason, String officer) {
        PinnedTeam introduced = peer(team);
        peer(to);
        if (team.equals(to)) {
            throw Fault.of(Reason.MALFORMED, "nobody is introduced to itself").exception();
        }
        if (parts.directory().view().agreementsWith(to).isEmpty()) {
            throw Fault.of(Reason.NOT_AGREED, "there is no agreement with " + to)
                    .exception();
        }
        Introduction introduction;
        try {
            introduction = new Introduction(team, introduced.signed(), reason);
        } catch (IllegalArgumentException unfit) {
            throw Fault.of(Reason.MALFORMED, String.valueOf(unfit.getMessage())).exception();
        }
        long index = new IntroductionStating(parts, introduction, to).durably();
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.PEER_INTRODUCED, officer)
                        .with("team", team)
                        .with("to", to)
                        .with("index", index));
        return index;
    }

    private PinnedTeam peer(Team team) {
        DirectoryView view = parts.directory().view();
        return view.team(team)
                .filter(pinned -> !team.equals(view.own()) && view.cut(team).isEmpty())
                .orElseThrow(() -> Fault.of(Reason.NOT_FOUND, team + " is not a team that is a peer")
                        .exception());
    }
}
