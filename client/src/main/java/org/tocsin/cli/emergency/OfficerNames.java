package org.tocsin.cli.emergency;

import java.security.cert.CertificateParsingException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;

/// Officers by the names that their certificates give them.
final class OfficerNames {
    private static final int URI = 6;

    private OfficerNames() {}

    /// The last part of `spiffe://TEAM/officer/NAME`.
    static String of(OfficerFile officer) {
        return name(officer)
                .orElseThrow(() -> CommandFault.unusable(
                        "no name in the officer's certificate",
                        officer.certificate().toString(),
                        "say who has it: --owner NAME"));
    }

    private static Optional<String> name(OfficerFile officer) {
        try {
            Collection<List<?>> names =
                    OfficerLine.credentials(officer).certificate().getSubjectAlternativeNames();
            return names == null
                    ? Optional.empty()
                    : names.stream()
                            .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .filter(uri -> uri.contains("/officer/"))
                            .map(uri -> uri.substring(uri.lastIndexOf('/') + 1))
                            .findFirst();
        } catch (CertificateParsingException unreadable) {
            return Optional.empty();
        }
    }
}
