package org.tocsin.cli.operator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// Opens an officer's line to the team's node: mutual TLS, the node known by the team's own manifests.
public final class OfficerLine {
    private OfficerLine() {}

    public static OperatorClient open(OfficerFile officer, Surroundings surroundings) {
        PinnedTeam own = own(officer);
        Trust trust = new Trust(own.team(), List.of(own));
        TlsContexts tls = new TlsContexts(
                trust,
                credentials(officer),
                Classical.REFUSE,
                surroundings.clock(),
                refusal -> surroundings
                        .console()
                        .note("the node's certificate is refused: " + refusal.detail()
                                + "; if the team has a newer manifest than " + officer.manifests()
                                + ", take it: tocsin node manifest FILE --node DIR"));
        return OperatorClient.dial(address(officer), tls, own.team());
    }

    /// The officer's own team, verified from its root.
    public static PinnedTeam own(OfficerFile officer) {
        try {
            return switch (ManifestChain.verify(
                    officer.fingerprint(), PapersDirectory.readManifests(officer.manifests()))) {
                case ManifestVerdict.Verified verified -> verified.team();
                case ManifestVerdict.Refused refused ->
                    throw CommandFault.unusable(
                            "the team's manifests do not verify",
                            officer.manifests().toString(),
                            refused.reason() + ": " + refused.detail());
            };
        } catch (IOException unreadable) {
            throw unreadable("the team's manifests cannot be read", officer, unreadable);
        }
    }

    /// The officer's own key and certificate.
    public static Credentials credentials(OfficerFile officer) {
        try {
            if (FileModes.isExposed(officer.key())) {
                throw FileModes.exposed(officer.key());
            }
            return PapersDirectory.readCredentials(officer.key(), officer.certificate(), officer.protection());
        } catch (KeyFault fault) {
            throw CommandFault.unusable(fault.what(), fault.where(), fault.remedy(), fault);
        } catch (IOException unreadable) {
            throw unreadable("the officer's key or certificate cannot be read", officer, unreadable);
        }
    }

    private static CommandFault unreadable(String what, OfficerFile officer, IOException cause) {
        return CommandFault.unusable(what, officer.file().toString(), String.valueOf(cause.getMessage()), cause);
    }

    private static InetSocketAddress address(OfficerFile officer) {
        String address = officer.address();
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw CommandFault.unusable("not an address", officer.file().toString(), "write address = \"host:port\"");
        }
        String host = address.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(bare, Integer.parseInt(port));
    }
}
