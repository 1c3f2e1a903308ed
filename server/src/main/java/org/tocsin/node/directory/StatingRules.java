package org.tocsin.node.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.Standing.Restriction;
import org.tocsin.node.store.Session;

/// What our own team may state about an agreement: asked when it is drafted, so that no officer approves what cannot be
/// stated, and again in the commit that states it. Stricter than what is taken from a partner: what would change
/// nothing
/// is refused, because whoever stated it meant something. Rules R-AGR-5, R-AGR-8, R-AGR-9.
record StatingRules(Team own, AgreementParts.Rules rules) {

    static StatingRules of(AgreementParts parts) {
        return new StatingRules(parts.directory().view().own(), parts.rules());
    }

    /// Why terms may not be signed now.
    ///
    /// @param offer the other party's signature under them, if it comes with them
    Optional<Fault> terms(
            Session session, Bytes document, SharingAgreement terms, Team partner, Optional<Theirs> offer) {
        Optional<Own> signed = AgreementTable.own(session, terms.id(), terms.version());
        if (signed.isPresent()) {
            return conflict(
                    signed.get().terms().equals(document)
                            ? version(terms) + " is signed already"
                            : "other terms are signed as " + version(terms));
        }
        Optional<Team> known = AgreementTable.partnerOf(session, terms.id());
        if (known.isPresent() && !known.get().equals(partner)) {
            return conflict("this agreement is one with " + known.get() + ": a new one needs a new id");
        }
        Optional<String> accession = new Accessions(rules.generalTerms()).objection(terms, own);
        if (accession.isPresent()) {
            return conflict(accession.get());
        }
        AgreementActs acts = AgreementActs.of(AgreementActTable.of(session, terms.id()));
        if (acts.terminatedAt().isPresent()) {
            return conflict(
                    "this agreement is terminated for good: draft a new one (tocsin agreement draft --template)");
        }
        if (acts.isDeclinedBy(own, terms.version())) {
            return conflict(version(terms) + " was declined here" + next(session, terms));
        }
        Optional<Fault> replaced = replaced(session, terms);
        if (replaced.isPresent()) {
            return replaced;
        }
        if (!AgreementIntake.follows(session, terms)) {
            return conflict("these terms do not follow from the version that both signed" + next(session, terms));
        }
        return offered(session, document, terms, partner, offer);
    }

    /// Why terms that we signed already are not to be proposed again: another version has taken their place.
    Optional<Fault> replaced(Session session, SharingAgreement terms) {
        int highest = AgreementTable.highestStated(session, terms.id());
        return highest > terms.version()
                ? conflict(version(terms) + " was replaced by version " + highest + next(session, terms))
                : Optional.empty();
    }

    private Optional<Fault> offered(
            Session session, Bytes document, SharingAgreement terms, Team partner, Optional<Theirs> offer) {
        Optional<Bytes> offered = AgreementTable.theirs(session, terms.id(), terms.version())
                .or(() -> offer)
                .map(Theirs::terms);
        if (offered.isPresent()) {
            return offered.get().equals(document)
                    ? Optional.empty()
                    : conflict(partner + " signed other terms as " + version(terms) + next(session, terms));
        }
        int highest = AgreementTable.highestStated(session, terms.id());
        return terms.version() == highest + 1
                ? Optional.empty()
                : conflict("version " + highest + " is the highest that was stated" + next(session, terms));
    }

    private static String version(SharingAgreement terms) {
        return "version " + terms.version();
    }

    private static String next(Session session, SharingAgreement terms) {
        return ": make it version " + (AgreementTable.highestStated(session, terms.id()) + 1)
                + " (tocsin agreement draft --of ID)";
    }

    /// Why an act may not be stated now, whoever has approved it.
    Optional<Fault> act(Session session, AgreementAct act) {
        Optional<SharingAgreement> about = AgreementTable.stated(session, act.agreement(), act.version());
        if (about.isEmpty() || !about.get().isBetween(own, act.to())) {
            return Optional.of(Fault.of(Reason.NOT_FOUND, "no such version of an agreement"));
        }
        Optional<RefusalReason> misfit = AgreementIntake.misfit(session, own, act, about.get());
        if (misfit.isPresent()) {
            return conflict(
                    misfit.get() == RefusalReason.VERSION_CONFLICT
                            ? "another act was stated in between: state it again"
                            : misfit(act));
        }
        return changesNothing(
                act,
                AgreementActs.of(AgreementActTable.of(session, act.agreement())),
                AgreementTable.countersigned(session, act.agreement()).map(AgreementTable::decoded));
    }

    private static String misfit(AgreementAct act) {
        return switch (act.act()) {
            case Act.Decline decline ->
                "version " + act.version() + " is not one that only " + act.to()
                        + " signed: nothing else can be declined";
            case Act.Lift lift -> "we have no restriction " + lift.restriction() + ": see tocsin agreement list";
            case Act.Restrict restrict -> "both must have signed a version, and the limits must be between the two";
            case Act.Terminate terminate -> "both must have signed a version, and its notice must be kept";
            case Act.Suspend suspend -> "both must have signed a version";
            case Act.Resume resume -> "both must have signed a version";
        };
    }

    private Optional<Fault> changesNothing(AgreementAct act, AgreementActs acts, Optional<SharingAgreement> signed) {
        return switch (act.act()) {
            case Act.Suspend suspend ->
                acts.suspendedBy().contains(own) ? conflict("we have it suspended already") : Optional.empty();
            case Act.Resume resume -> resumesNothing(act.to(), acts);
            case Act.Terminate terminate ->
                acts.terminatedAt()
                        .filter(end -> !terminate.effective().isBefore(end))
                        .flatMap(end -> conflict("it is terminated to " + end + " already"));
            case Act.Restrict restrict ->
                signed.filter(terms -> narrows(restrict, act.number(), terms, acts))
                                .isPresent()
                        ? Optional.empty()
                        : conflict(
                                "it would narrow nothing: the terms, with what we restricted before, let no more flow");
            case Act.Decline decline -> Optional.empty();
            case Act.Lift lift -> Optional.empty();
        };
    }

    private Optional<Fault> resumesNothing(Team partner, AgreementActs acts) {
        if (acts.suspendedBy().contains(own)) {
            return Optional.empty();
        }
        return conflict(
                acts.suspendedBy().isEmpty()
                        ? "it is not suspended"
                        : "it is suspended by " + partner + ": only they resume it");
    }

    /// Whether limits say less than the terms and our own restrictions do: the partner may lift its own at any time.
    private boolean narrows(Act.Restrict limits, int number, SharingAgreement terms, AgreementActs acts) {
        List<Restriction> ours = new ArrayList<>(acts.restrictions().stream()
                .filter(restriction -> restriction.by().equals(own))
                .toList());
        Standing before = Standing.of(terms, acts.suspendedBy(), ours, Optional.empty());
        ours.add(new Restriction(own, number, limits));
        Standing after = Standing.of(terms, acts.suspendedBy(), ours, Optional.empty());
        return !before.first().equals(after.first()) || !before.second().equals(after.second());
    }

    private static Optional<Fault> conflict(String why) {
        return Optional.of(Fault.of(Reason.AGREEMENT_CONFLICT, why));
    }
}
