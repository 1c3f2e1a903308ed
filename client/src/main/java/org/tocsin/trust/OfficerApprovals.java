package org.tocsin.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.CertificateProfile.Identity;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.CertificateProfile.Use;
import org.tocsin.trust.PeerIdentity.Role;

/// Officers' approvals of what their team states about an agreement: makes and verifies them. Rule R-AGR-6.
///
/// Classical (ECDSA P-256) inside a statement whose checkpoint is signed by the team's suite: who forges an approval
/// later still has no statement.
public final class OfficerApprovals {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final String TAG = "tocsin/approval/v1\n";
    /// A P-256 signature in DER at most.
    private static final int SIGNATURE_BYTES_MAX = 72;

    private OfficerApprovals() {}

    /// What is approved.
    public enum Subject {
        AGREEMENT("agreement"),
        AGREEMENT_ACT("agreement-act"),
        EMERGENCY_STEP("emergency-step"),
        RELEASE("release");

        private final String text;

        Subject(String text) {
            this.text = text;
        }

        /// As it stands in what is signed.
        public String text() {
            return text;
        }
    }

    /// What approvals are worth.
    public sealed interface Verdict {
        /// All of them hold, and by different officers: their names, in the order of the approvals.
        record Approved(List<String> officers) implements Verdict {
            public Approved {
                officers = List.copyOf(officers);
            }
        }

        /// One of them does not hold.
        ///
        /// @param place which, from 1
        record Refused(int place, String why) implements Verdict {}
    }

    /// The bytes that an officer signs.
    static byte[] message(Team team, Subject subject, Bytes document, Bytes certificate, Instant at) {
        byte[] head = (TAG + team.domain() + "\n" + subject.text() + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + Long.BYTES + 2 * Digest.LENGTH)
                .put(head)
                .putLong(at.toEpochMilli())
                .put(Sha256.of(certificate).array())
                .put(Sha256.of(document).array())
                .array();
    }

    /// The document that is approved where a document of a record is RED: which content goes to whom. Rule R-REL-10.
    public static Bytes release(Bytes content, Collection<Team> audience) {
        return Bytes.ofUtf8("tocsin/release/v1\n" + Sha256.of(content).hex() + "\n"
                + audience.stream()
                        .map(Team::domain)
                        .sorted()
                        .distinct()
                        .map(team -> team + "\n")
                        .collect(Collectors.joining()));
    }

    /// Approves the exact bytes of a document.
    ///
    /// @throws IllegalArgumentException if the key cannot sign
    public static OfficerApproval approve(
            Credentials officer, Team team, Subject subject, Bytes document, Instant now, SecureRandom random) {
        Instant at = Instant.ofEpochMilli(now.toEpochMilli());
        Bytes certificate = Bytes.wrap(PinnedTeam.encoded(officer.certificate()));
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(officer.key(), random);
            signing.update(message(team, subject, document, certificate, at));
            return new OfficerApproval(certificate, at, Bytes.wrap(signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the officer's key does not sign", e);
        }
    }

    /// Whose certificate an approval comes with: the officer's name in it. Nothing is verified: it is for what was
    /// verified before.
    ///
    /// @throws IllegalArgumentException if the certificate cannot be read
    public static String officer(OfficerApproval approval) {
        try {
            return CertificateProfile.identity(certificate(approval.certificate()))
                    .name();
        } catch (RefusedException unreadable) {
            throw new IllegalArgumentException("an officer's certificate that cannot be read", unreadable);
        }
    }

    /// Whether the certificate that an approval comes with is valid at an instant. It is for what was verified before.
    public static boolean isValid(OfficerApproval approval, Instant at) {
        try {
            X509Certificate certificate = certificate(approval.certificate());
            return !at.isBefore(certificate.getNotBefore().toInstant())
                    && at.isBefore(certificate.getNotAfter().toInstant());
        } catch (RefusedException unreadable) {
            return false;
        }
    }

    /// Verifies approvals of a document, in numbered steps for each; the first that fails is the answer.
    public static Verdict verify(List<OfficerApproval> approvals, PinnedTeam team, Subject subject, Bytes document) {
        Set<String> officers = new HashSet<>();
        Set<Digest> keys = new HashSet<>();
        List<String> inOrder = new ArrayList<>(approvals.size());
        for (int i = 0; i < approvals.size(); i++) {
            OfficerApproval approval = approvals.get(i);
            try {
                PeerIdentity officer = officer(approval, team);
                // 6. The signature must be the key's, over this team, kind, time and document.
                check(approval, team.team(), subject, document);
                // 7. Nobody approves twice, not under another name either.
                if (!officers.add(officer.name()) || !keys.add(officer.spki())) {
                    throw new RefusedException(CertificateRefusal.WRONG_ROLE, "the same officer approved before");
                }
                inOrder.add(officer.name());
            } catch (RefusedException refused) {
                return new Verdict.Refused(i + 1, refused.detail());
            }
        }
        return new Verdict.Approved(inOrder);
    }

    /// Steps 1 to 5: whose certificate it is.
    private static PeerIdentity officer(OfficerApproval approval, PinnedTeam team) throws RefusedException {
        // 1. A certificate of the strict profile, for a client.
        List<X509Certificate> chain = CertificateProfile.read(List.of(certificate(approval.certificate())));
        // 2. Valid at the time of the approval.
        CertificateProfile.checkChain(chain, Use.CLIENT, approval.at());
        // 3. Of an officer, not of a node.
        Identity identity = CertificateProfile.identity(chain.getFirst());
        if (identity.role() != Role.OFFICER) {
            throw new RefusedException(CertificateRefusal.WRONG_ROLE, "approved by a node, not by an officer");
        }
        // 4. Of the team that states.
        if (!identity.team().equals(team.team())) {
            throw new RefusedException(CertificateRefusal.WRONG_TEAM, "approved by an officer of " + identity.team());
        }
        // 5. Under an officer authority of the team's current manifest.
        return CertificatePath.follow(chain, identity, team, approval.at());
    }

    private static X509Certificate certificate(Bytes der) throws RefusedException {
        try {
            X509Certificate certificate = PinnedTeam.certificate(der);
            // Whatever the parser passed over would not be covered by anything.
            if (!Bytes.wrap(PinnedTeam.encoded(certificate)).equals(der)) {
                throw new RefusedException(CertificateRefusal.MALFORMED, "more than a certificate");
            }
            return certificate;
        } catch (CertificateException | IllegalArgumentException unreadable) {
            throw new RefusedException(CertificateRefusal.MALFORMED, "the officer's certificate cannot be read");
        }
    }

    private static void check(OfficerApproval approval, Team team, Subject subject, Bytes document)
            throws RefusedException {
        boolean holds;
        try {
            Signature verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(PinnedTeam.certificate(approval.certificate()).getPublicKey());
            verifying.update(message(team, subject, document, approval.certificate(), approval.at()));
            holds = approval.signature().length() <= SIGNATURE_BYTES_MAX
                    && verifying.verify(approval.signature().array());
        } catch (GeneralSecurityException malformed) {
            holds = false;
        }
        if (!holds) {
            throw new RefusedException(CertificateRefusal.MALFORMED, "the approval's signature does not verify");
        }
    }
}
