package org.tocsin.model;

/// A CERT or CSIRT, named by its DNS domain in lower case ("cert-jp.example"). Teams are ordered by the bytes of their
/// names.
public record Team(String domain) implements Comparable<Team> {
    public static final int DOMAIN_BYTES_MAX = 253;

    private static final int LABEL_BYTES_MAX = 63;

    public Team {
        if (!isDomain(domain)) {
            throw new IllegalArgumentException(
                    "not a domain name in lower case with at least two labels: " + domain.length() + " characters");
        }
    }

    /// Whether a text names a team: letters, digits and hyphens in lower case, two labels or more. No pattern, because
    /// every statement names one.
    public static boolean isDomain(String text) {
        int length = text.length();
        int labels = 0;
        int from = 0;
        while (from <= length && length <= DOMAIN_BYTES_MAX) {
            int end = text.indexOf('.', from);
            if (!isLabel(text, from, end < 0 ? length : end)) {
                return false;
            }
            labels++;
            if (end < 0) {
                return labels > 1;
            }
            from = end + 1;
        }
        return false;
    }

    private static boolean isLabel(String text, int from, int end) {
        if (end == from || end - from > LABEL_BYTES_MAX) {
            return false;
        }
        for (int i = from; i < end; i++) {
            char letter = text.charAt(i);
            boolean inside = i > from && i < end - 1;
            if (!(letter >= 'a' && letter <= 'z') && !(letter >= '0' && letter <= '9') && !(letter == '-' && inside)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Team other) {
        return domain.compareTo(other.domain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Team team && domain.equals(team.domain);
    }

    @Override
    public int hashCode() {
        return domain.hashCode();
    }

    @Override
    public String toString() {
        return domain;
    }
}
