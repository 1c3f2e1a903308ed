package org.tocsin.render;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tocsin.cli.Escaper;
import org.tocsin.model.profile.OpenPgpKey;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;

/// The public part of a team's profile as `security.txt`, for its own web site.
///
/// Source: RFC 9116, section 2.5. It has the fields Contact, Expires, Encryption and Preferred-Languages.
public final class SecurityTxt {
    private SecurityTxt() {}

    /// Empty lines of contact mean that there is no public way to reach the team: then there is no such file.
    public static boolean isPossible(TeamProfile profile) {
        return !contacts(profile).isEmpty();
    }

    public static String text(TeamProfile profile) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + Escaper.json(profile.names().officialName()));
        contacts(profile).forEach(uri -> lines.add("Contact: " + uri));
        lines.add("Expires: "
                + DateTimeFormatter.ISO_INSTANT.format(profile.validUntil().truncatedTo(ChronoUnit.SECONDS)));
        for (OpenPgpKey key : profile.openPgpKeys()) {
            lines.add("Encryption: "
                    + (isSecure(key.url())
                            ? key.url()
                            : "openpgp4fpr:" + key.fingerprint().hex().toUpperCase(Locale.ROOT)));
        }
        lines.add("Preferred-Languages: " + String.join(", ", profile.reach().languages()));
        return String.join("\n", lines) + "\n";
    }

    /// In the order of preference: mail, the web, telephones.
    private static List<String> contacts(TeamProfile profile) {
        Reach reach = profile.reach();
        return Stream.of(
                        reach.emails().stream()
                                .filter(email -> email.visibility() == Publicity.PUBLIC)
                                .map(email -> "mailto:" + encoded(email.address())),
                        reach.websites().stream().filter(SecurityTxt::isSecure),
                        reach.phones().stream()
                                .filter(phone ->
                                        phone.visibility() == Publicity.PUBLIC && phone.kind() != Reach.PhoneKind.FAX)
                                .map(phone -> "tel:" + phone.number()))
                .flatMap(contacts -> contacts)
                .toList();
    }

    private static boolean isSecure(String url) {
        return url.startsWith("https://");
    }

    /// The characters of a mail address that a URI may not have as they are (RFC 6068, section 2).
    private static String encoded(String address) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < address.length(); i++) {
            char character = address.charAt(i);
            if ("%#?&/`{|}^".indexOf(character) >= 0) {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) character));
            } else {
                encoded.append(character);
            }
        }
        return encoded.toString();
    }
}
