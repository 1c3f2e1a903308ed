package org.tocsin.node.directory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.store.Session;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;

/// Checks what the directory keeps as evidence: every pinned team's manifests still follow from the fingerprint that
/// was
/// compared, and every partner's signature under an agreement still holds.
public final class DirectoryInspector implements Inspector {
    private static final String PINS = "pinned_team";
    private static final String MANIFESTS = "team_manifest";
    private static final String EVIDENCE = "agreement_evidence";

    private Map<Team, PinnedTeam> verified = Map.of();

    /// A pinned team as the last inspection found it: for the rooms whose inspectors come behind.
    public Optional<PinnedTeam> team(Team team) {
        return Optional.ofNullable(verified.get(team));
    }

    @Override
    public String name() {
        return "pinned teams and agreements";
    }

    @Override
    public void inspect(Session session, Report report) {
        Map<Team, PinnedTeam> teams = new HashMap<>();
        long row = 0;
        for (Map.Entry<Team, DirectoryTable.Pin> pinned :
                DirectoryTable.all(session).entrySet()) {
            row++;
            DirectoryTable.Pin pin = pinned.getValue();
            switch (ManifestChain.verify(pin.rootFingerprint(), pin.manifests())) {
                case ManifestVerdict.Verified verified -> {
                    if (!verified.team().team().equals(pinned.getKey())) {
                        throw report.bad(
                                MANIFESTS, row, "team", 0, "manifests of another team than " + pinned.getKey());
                    }
                    teams.put(pinned.getKey(), verified.team());
                }
                case ManifestVerdict.Refused refused -> throw refused(pinned.getKey(), pin, refused, row, report);
            }
            report.checked();
        }
        if (DirectoryTable.manifests(session)
                != teams.values().stream()
                        .mapToLong(team -> team.signed().size())
                        .sum()) {
            throw report.bad(MANIFESTS, 0, "team", 0, "there are manifests of a team that is not pinned");
        }
        verified = Map.copyOf(teams);
        row = 0;
        for (Theirs theirs : AgreementTable.allTheirs(session)) {
            row++;
            signature(theirs, teams, row, report);
            report.checked();
        }
    }

    private static RuntimeException refused(
            Team team, DirectoryTable.Pin pin, ManifestVerdict.Refused refused, long row, Report report) {
        String why = team + ", manifest " + refused.place() + ": " + refused.reason() + ": " + refused.detail();
        // Manifests that hold under a root of their own are whole: then it is the pin that was changed.
        boolean pinChanged = refused.reason() == ManifestVerdict.Reason.COUNT
                || (refused.reason() == ManifestVerdict.Reason.ROOT_FINGERPRINT && holdsAlone(pin.manifests()));
        return pinChanged
                ? report.bad(PINS, row, "root_fingerprint", 0, why)
                : report.bad(MANIFESTS, row, "manifest", 0, why);
    }

    private static boolean holdsAlone(List<TeamManifest.Signed> manifests) {
        try {
            var root = ManifestCodec.decode(manifests.getFirst().manifest()).root();
            return ManifestChain.verify(Fingerprint.of(root), manifests) instanceof ManifestVerdict.Verified;
        } catch (WireException unreadable) {
            return false;
        }
    }

    private static void signature(Theirs theirs, Map<Team, PinnedTeam> teams, long row, Report report) {
        PinnedTeam signer = teams.get(theirs.partner());
        if (signer == null) {
            throw report.bad(EVIDENCE, row, "partner", 0, theirs.partner() + " is not pinned");
        }
        try {
            var terms = AgreementCodec.decode(theirs.terms());
            if (!terms.id().equals(theirs.id()) || terms.version() != theirs.version()) {
                throw report.bad(EVIDENCE, row, "terms", 0, "terms of another agreement or version");
            }
            var proof = EvidenceCodec.decode(theirs.proof());
            switch (ProofFileVerifier.verify(signer.rootFingerprint(), proof)) {
                case ProofVerdict.Verified verified -> disclosed(theirs, verified, row, report);
                case ProofVerdict.Refused refused ->
                    throw report.bad(
                            EVIDENCE,
                            row,
                            "proof",
                            0,
                            "step " + refused.step() + ", " + refused.reason() + ": " + refused.detail());
            }
        } catch (WireException unreadable) {
            throw report.bad(EVIDENCE, row, "proof", 0, String.valueOf(unreadable.getMessage()));
        }
    }

    private static void disclosed(Theirs theirs, ProofVerdict.Verified verified, long row, Report report) {
        if (!verified.leafHash().equals(theirs.leaf())) {
            throw report.bad(EVIDENCE, row, "leaf", 0, "it is not the hash of the statement it stands for");
        }
        Optional<AgreementStatement.Parts> parts = Optional.empty();
        try {
            parts = AgreementStatement.parts(verified.fragments());
        } catch (WireException unreadable) {
            throw report.bad(EVIDENCE, row, "proof", 0, "an approval cannot be read: " + unreadable.getMessage());
        }
        if (parts.isEmpty() || !parts.get().document().equals(theirs.terms())) {
            throw report.bad(EVIDENCE, row, "terms", 0, theirs.partner() + " signed other terms");
        }
    }
}
