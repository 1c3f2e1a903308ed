package org.tocsin.node.directory;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.AgreementIntake.Outcome;
import org.tocsin.node.directory.Profiles.Held;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;

/// Takes in what partners say of themselves: of each the highest version, and never one that is not valid any more, so
/// that the last good one stays. Rules R-PRO-3 to R-PRO-5.
public final class ProfileIntake {
    private final AgreementNews.Listener news;

    /// @param news is told what the audit is to say, when it is durable
    ProfileIntake(AgreementNews.Listener news) {
        this.news = news;
    }

    /// Takes a profile in, in the commit that stores its statement.
    public Outcome apply(Batch batch, TeamProfile profile, Bytes document, int epoch, long index) {
        Outcome outcome = taken(batch, new Held(profile, document, batch.now(), epoch, index));
        switch (outcome) {
            case Outcome.Taken taken -> AgreementNews.note(batch, news, event(AuditEvent.Kind.PROFILE_TAKEN, profile));
            case Outcome.Same same -> {}
            case Outcome.Refused refused ->
                AgreementNews.note(
                        batch,
                        news,
                        event(AuditEvent.Kind.PROFILE_REFUSED, profile).with("reason", refused.reason()));
        }
        return outcome;
    }

    private static Outcome taken(Batch batch, Held next) {
        Session session = batch.session();
        Optional<Held> before = ProfileTable.find(session, next.profile().team());
        if (before.isPresent() && before.get().document().equals(next.document())) {
            return new Outcome.Same();
        }
        if (!next.profile().isValid(batch.now())) {
            return new Outcome.Refused(RefusalReason.EXPIRED);
        }
        return keep(session, next) ? new Outcome.Taken() : new Outcome.Refused(RefusalReason.VERSION_CONFLICT);
    }

    /// Keeps a profile, unless one of its version or a higher one is held of its team. Rule R-PRO-4.
    static boolean keep(Session session, Held next) {
        Team team = next.profile().team();
        boolean isNewer = ProfileTable.find(session, team)
                .filter(held -> held.profile().version() >= next.profile().version())
                .isEmpty();
        if (isNewer) {
            ProfileTable.replace(session, next);
        }
        return isNewer;
    }

    static AuditEvent event(AuditEvent.Kind kind, TeamProfile profile) {
        return AuditEvent.of(kind, profile.team().domain())
                .with("version", profile.version())
                .with("review", profile.review())
                .with("valid_until", profile.validUntil());
    }
}
