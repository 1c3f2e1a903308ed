package org.tocsin.interop.bench;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.peer.Records.Document;

/// Made-up incidents as STIX 2.1 bundles, an endless series of them: each 2,049 bytes long, each different, with text
/// that compresses as reports do. The same seed makes the same series.
final class Incidents implements Iterator<Document> {
    static final int BYTES = 2_049;

    private static final String GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
    private static final String[] WHO = {
        "a regional hospital",
        "a water utility",
        "the tax office",
        "a university",
        "a port operator",
        "a bank's branch",
        "a rail company",
        "two municipalities",
        "a supplier of the ministry",
        "an energy trader",
        "a mobile operator",
        "a hosting company",
        "a law firm",
        "a laboratory",
        "the land registry",
        "a broadcaster"
    };
    private static final String[] WHAT = {
        "credential phishing",
        "ransomware",
        "exploitation of the VPN gateway",
        "a web shell",
        "password spraying",
        "a stolen session token",
        "lateral movement",
        "data staged for exfiltration",
        "a malicious macro",
        "DNS tunnelling",
        "a compromised update",
        "a denial of service",
        "an exposed database",
        "a rogue OAuth grant",
        "cryptomining",
        "business mail compromise"
    };
    private static final String[] DID = {
        "was seen first by the night shift", "began with a message to accounting", "was reported by the provider",
        "came to light in the proxy's log", "spread over the file servers", "stopped when the switch was isolated",
        "returned after the restart", "left traces in scheduled tasks", "used a valid account of a contractor",
        "was confirmed from the memory image", "reached the backup host", "is contained but not eradicated",
        "matches what a partner described last week", "needs the vendor's patch", "touched no personal data so far",
        "was preceded by a scan from the same network"
    };
    private static final String[] NEXT = {
        "block",
        "look for",
        "report sightings of",
        "expect more from",
        "sinkhole",
        "search mail logs for",
        "check outbound traffic to",
        "add a rule for"
    };
    private static final String[] TYPES = {
        "dissemination-phishing-emails", "ransom", "unauthorized-use", "exploit-vulnerability", "dos"
    };

    private final Random random;
    private long made;

    Incidents(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Document next() {
        made++;
        byte[] content = bundle().getBytes(StandardCharsets.US_ASCII);
        if (content.length != BYTES) {
            throw new IllegalStateException("an incident of " + content.length + " bytes");
        }
        return new Document("incident " + made, Bytes.wrap(content), Set.of(), "");
    }

    private String bundle() {
        String identity = "identity--" + uuid();
        String when = when();
        String common = "\"spec_version\":\"2.1\",\"created\":\"" + when + "\",\"modified\":\"" + when + "\",";
        String marked = "\"object_marking_refs\":[\"" + GREEN + "\"]";
        String head = "{\"type\":\"bundle\",\"id\":\"bundle--" + uuid()
                + "\",\"objects\":[{\"type\":\"identity\",\"id\":\""
                + identity + "\"," + common + "\"name\":\"CERT " + number(1_000) + " (fictional)\","
                + "\"identity_class\":\"organization\"," + marked + "},{\"type\":\"incident\",\"id\":\"incident--"
                + uuid()
                + "\"," + common + "\"created_by_ref\":\"" + identity + "\",\"name\":\"" + capital(one(WHAT)) + " at "
                + one(WHO) + "\",\"confidence\":" + (10 + number(90)) + ",\"labels\":[\"" + one(TYPES)
                + "\"],\"external_references\":[{\"source_name\":\"ticket\",\"external_id\":\"INC-" + number(10_000_000)
                + "\"}]," + marked + ",\"description\":\"";
        String tail = "\"}]}";
        int room = BYTES - head.length() - tail.length();
        var text = new StringBuilder(room + 200);
        while (text.length() < room) {
            text.append(sentence());
        }
        text.setLength(room - 1);
        // Neither a space at the end nor half a word says how long a text had to be.
        text.append('.');
        return head + text + tail;
    }

    private String sentence() {
        return switch (random.nextInt(4)) {
            case 0 -> capital(one(WHAT)) + " at " + one(WHO) + " " + one(DID) + ". ";
            case 1 ->
                "Please " + one(NEXT) + " " + address() + " and " + hex(4) + "." + one(WHO).replaceAll("[^a-z]+", "-")
                        + ".example, seen " + when() + ". ";
            case 2 -> "Sample SHA-256 " + hex(32) + ", " + number(900_000) + " bytes, " + one(DID) + ". ";
            default ->
                capital(one(WHO)) + " " + one(DID) + ", " + number(400) + " hosts, port " + number(65_536) + ". ";
        };
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private int number(int below) {
        return random.nextInt(below);
    }

    private String address() {
        return "198.51." + number(256) + "." + number(256);
    }

    private String hex(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    private String when() {
        return String.format(
                Locale.ROOT,
                "2026-%02d-%02dT%02d:%02d:%02d.%03dZ",
                1 + number(12),
                1 + number(28),
                number(24),
                number(60),
                number(60),
                number(1_000));
    }

    /// A random UUID of version 4 (RFC 9562), from this series' own chance.
    private String uuid() {
        String digits = hex(16);
        return digits.substring(0, 8) + "-" + digits.substring(8, 12) + "-4" + digits.substring(13, 16) + "-"
                + "89ab".charAt(number(4)) + digits.substring(17, 20) + "-" + digits.substring(20);
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
