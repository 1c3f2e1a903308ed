package org.tocsin.model.profile;

import java.util.List;
import java.util.regex.Pattern;

/// Whose incidents are a team's own: how one finds the team that a victim belongs to. All lists are sorted.
///
/// @param domains in lower case
/// @param systems numbers of autonomous systems, as unsigned 32 bits
/// @param networks in CIDR notation
public record Constituency(
        List<String> domains, List<Long> systems, List<String> networks, List<String> countries, List<String> sectors) {
    public static final int DOMAINS_MAX = 256;
    public static final int SYSTEMS_MAX = 256;
    public static final int NETWORKS_MAX = 256;
    public static final int COUNTRIES_MAX = 64;
    public static final int SECTORS_MAX = 64;
    public static final long SYSTEM_MAX = 0xffff_ffffL;
    public static final Constituency NOT_SAID = new Constituency(List.of(), List.of(), List.of(), List.of(), List.of());

    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern SECTOR = Pattern.compile("[!-~]{1,100}");

    public Constituency {
        domains = Limits.sorted(domains, DOMAINS_MAX, "domains");
        systems = Limits.sorted(systems, SYSTEMS_MAX, "autonomous systems");
        networks = Limits.sorted(networks, NETWORKS_MAX, "networks");
        countries = Limits.sorted(countries, COUNTRIES_MAX, "countries");
        sectors = Limits.sorted(sectors, SECTORS_MAX, "sectors");
        Limits.require(domains.stream().allMatch(Constituency::isDomain), "a domain is in lower case: example.org");
        Limits.require(
                systems.stream().allMatch(number -> number >= 1 && number <= SYSTEM_MAX),
                "an autonomous system has a number from 1 to 4294967295");
        Limits.require(
                networks.stream().allMatch(Cidr::isNetwork),
                "a network is in CIDR notation: 192.0.2.0/24, 2001:db8::/32");
        countries.forEach(Limits::country);
        Limits.require(
                sectors.stream().allMatch(Constituency::isSector), "a sector is 1 to 100 printable ASCII characters");
    }

    public boolean isSaid() {
        return !equals(NOT_SAID);
    }

    public static boolean isDomain(String text) {
        return DOMAIN.matcher(text).matches();
    }

    public static boolean isSector(String text) {
        return SECTOR.matcher(text).matches();
    }

    public static boolean isNetwork(String text) {
        return Cidr.isNetwork(text);
    }
}
