package org.tocsin.cli.operator;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.cli.CommandFault;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;

/// Agreements that the node holds, found by what an officer types.
final class HeldAgreements {
    private static final int DIGITS_MIN = 8;
    private static final Set<String> OPEN = Set.of("proposed", "declined", "crossed", "overtaken");

    private HeldAgreements() {}

    /// An agreement as typed: `ID`, or `ID:VERSION`.
    ///
    /// @param version empty: the newest
    record Name(String id, Optional<Integer> version) {
        static Name of(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Name(text, Optional.empty())
                    : new Name(text.substring(0, colon), Optional.of(number(text.substring(colon + 1))));
        }

        private static int number(String text) {
            if (!text.matches("[0-9]{1,9}")) {
                throw CommandFault.unusable("not a version", text, "give its number, as in ID:2");
            }
            return Integer.parseInt(text);
        }
    }

    /// All versions of one agreement, the lowest first.
    ///
    /// @param id in hex, or its first digits
    static List<Peers.Agreement> versions(OperatorClient client, String id) {
        if (!id.matches("[0-9a-f]{" + DIGITS_MIN + ",32}")) {
            throw CommandFault.unusable(
                    "neither a file nor an agreement's id", id, "give 8 to 32 hex digits; see: tocsin agreement list");
        }
        List<Peers.Agreement> versions = client.agreements().stream()
                .filter(held -> held.id().startsWith(id))
                .sorted(Comparator.comparingInt(
                        held -> AgreementAnswers.terms(held.terms(), held.id()).version()))
                .toList();
        if (versions.isEmpty()) {
            throw CommandFault.refused("no such agreement", id, "see: tocsin agreement list");
        }
        if (versions.stream().map(Peers.Agreement::id).distinct().count() > 1) {
            throw CommandFault.unusable("more than one agreement", id, "give more digits");
        }
        return versions;
    }

    /// One version of an agreement: the one asked for, else the newest.
    static Peers.Agreement version(OperatorClient client, Name name) {
        List<Peers.Agreement> versions = versions(client, name.id());
        return name.version()
                .map(number -> versions.stream()
                        .filter(held ->
                                AgreementAnswers.terms(held.terms(), held.id()).version() == number)
                        .findFirst()
                        .orElseThrow(() -> CommandFault.refused(
                                "no such version", name.id() + ":" + number, "see: tocsin agreement list")))
                .orElseGet(versions::getLast);
    }

    /// What a new version is drafted on: the one asked for, else the last that both signed, else the newest. What only
    /// one party signed is never taken for agreed.
    static Peers.Agreement base(OperatorClient client, Name name) {
        return name.version().isPresent()
                ? version(client, name)
                : versions(client, name.id()).stream()
                        .filter(HeldAgreements::isSignedByBoth)
                        .reduce((lower, higher) -> higher)
                        .orElseGet(() -> version(client, name));
    }

    static boolean isSignedByBoth(Peers.Agreement held) {
        return !OPEN.contains(held.state());
    }
}
