package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.tocsin.cli.CommandFault;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.PinnedTeam;

/// The authorities of a team whose keys are here, in use and next, and for how long they issue.
final class Issuers {
    /// How far back a new certificate begins, for clocks that are behind.
    static final Duration SKEW = Duration.ofMinutes(5);

    private static final Duration LIFE = Duration.ofDays(365);

    private Issuers() {}

    /// What the files of an authority are called.
    static String name(Role role) {
        return role.segment() + "-authority";
    }

    /// What the files of the authority that follows it are called.
    static String next(Role role) {
        return name(role) + "-next";
    }

    /// The newest authority whose key is here and that the manifest names.
    static Credentials newest(PapersDirectory papers, PinnedTeam own, Role role) throws IOException {
        for (String name : new String[] {next(role), name(role)}) {
            Path key = papers.keys().resolve(name + ".key");
            if (Files.exists(key)) {
                Credentials found = PapersDirectory.readCredentials(
                        key, papers.papers().resolve(name + ".pem"), papers.protection());
                if (own.authorities(role).contains(found.certificate())) {
                    return found;
                }
            }
        }
        throw CommandFault.unusable(
                "no authority for " + role.segment() + "s whose key is here stands in the manifest",
                papers.keys().toString(),
                "bring " + name(role) + ".key back from where it is kept");
    }

    /// When a certificate that is issued now ends: in a year, or with its authority.
    static Instant until(Credentials authority, Instant now) {
        Instant end = authority.certificate().getNotAfter().toInstant();
        return now.plus(LIFE).isBefore(end) ? now.plus(LIFE) : end;
    }
}
