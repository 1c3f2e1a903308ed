package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;
import org.tocsin.node.NodeHome;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.Trust;

/// Another certificate for an officer's key, in the place of the one in use. The key does not change, and need not be
/// here.
final class OfficerRenewal {
    private final Surroundings surroundings;
    private final NodeHome home;

    OfficerRenewal(Surroundings surroundings, NodeHome home) {
        this.surroundings = surroundings;
        this.home = home;
    }

    /// @param file of the officer's certificate; empty: the first officer's, in the node's directory
    void renew(Optional<Path> file) throws IOException {
        Path place = file.map(surroundings.workingDirectory()::resolve)
                .orElse(home.papers().officerCertificateFile());
        List<X509Certificate> chain = PapersDirectory.readCertificates(place);
        PeerIdentity officer = officer(place, chain);
        Credentials authority = Issuers.newest(home.papers(), home.own(), Role.OFFICER);
        Instant now = surroundings.clock().instant();
        Instant until = Issuers.until(authority, now);
        X509Certificate next = new CertificateIssuer(surroundings.random())
                .certify(
                        authority,
                        chain.getFirst().getPublicKey(),
                        Subject.of(home.team(), Role.OFFICER, officer.name(), now.minus(Issuers.SKEW), until));
        PapersDirectory.writeCertificate(place, next);
        surroundings
                .console()
                .answer(Answer.of()
                        .put("certificate", place.toString())
                        .put("officer", officer.name())
                        .put("key", officer.spki())
                        .put("until", until));
        surroundings
                .console()
                .say(
                        "The officer's next command uses it. If the certificate was sent here, send it back to the officer.");
    }

    /// Whose certificate it is. One that has ended may be renewed; one whose authority or key does not count any more
    /// may not.
    private PeerIdentity officer(Path place, List<X509Certificate> chain) throws IOException {
        Instant now = surroundings.clock().instant();
        Instant last = chain.getFirst().getNotAfter().toInstant();
        Trust trust = new Trust(home.team(), List.of(home.own()));
        return switch (trust.identify(chain, Door.OPERATOR, now.isBefore(last) ? now : last.minusSeconds(1))) {
            case Identification.Identified identified -> identified.peer();
            case Identification.Refused refused ->
                throw CommandFault.unusable(
                        "no officer's certificate that counts here",
                        place.toString(),
                        refused.detail() + "; for a new key: tocsin node add-officer");
        };
    }
}
