package org.tocsin.model;

import java.util.regex.Pattern;

/// A CERT or CSIRT, named by its DNS domain in lower case ("cert-jp.example"). Teams are ordered by the bytes of their
/// names.
public record Team(String domain) implements Comparable<Team> {
    public static final int DOMAIN_BYTES_MAX = 253;

    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+");

    public Team {
        if (!isDomain(domain)) {
            throw new IllegalArgumentException(
                    "not a domain name in lower case with at least two labels: " + domain.length() + " characters");
        }
    }

    /// Whether a text names a team: letters, digits and hyphens in lower case, two labels or more.
    public static boolean isDomain(String text) {
        return text.length() <= DOMAIN_BYTES_MAX && DOMAIN.matcher(text).matches();
    }

    @Override
    public int compareTo(Team other) {
        return domain.compareTo(other.domain);
    }

    @Override
    public String toString() {
        return domain;
    }
}
