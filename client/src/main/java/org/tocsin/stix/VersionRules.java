package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rules between versions of one object in a bundle: one content for an id and `modified`, one `created` for an id,
/// and nothing after a revocation. Objects without `modified` have no versions.
///
/// Source: STIX 2.1 sections 3.6 and 3.2.
final class VersionRules {
    /// One version: its bytes, and the times that order it. `modified` is in a form whose natural order is time's.
    private record Version(int from, int to, String created, String modified, boolean revoked) {}

    private final byte[] document;
    private final Findings findings;
    private final Map<String, Integer> firstPlace = new HashMap<>();
    private final List<int[]> places = new ArrayList<>();
    private final Map<String, Chain> several = new HashMap<>();

    /// The versions of one object so far, and when it was first revoked.
    private static final class Chain {
        final TreeMap<String, Version> versions = new TreeMap<>();

        @Nullable
        String revoked;

        void note(Version version) {
            if (version.revoked && (revoked == null || version.modified.compareTo(revoked) < 0)) {
                revoked = version.modified;
            }
        }
    }

    VersionRules(byte[] document, Findings findings) {
        this.document = document;
        this.findings = findings;
    }

    /// Takes in the valid object at the root of the tape, whose bytes are `[from, to)` of the document.
    void add(Tape tape, String id, int from, int to) throws JsonFault {
        Integer first = firstPlace.putIfAbsent(id, places.size());
        places.add(new int[] {from, to});
        if (first == null) {
            return;
        }
        Chain chain = several.get(id);
        if (chain == null) {
            chain = new Chain();
            several.put(id, chain);
            int[] place = places.get(first);
            Version before = version(tapeOf(place[0], place[1]), place[0], place[1]);
            if (before != null) {
                chain.versions.put(before.modified, before);
                chain.note(before);
            }
        }
        Version version = version(tape, from, to);
        if (version != null) {
            judge(id, version, chain);
        }
    }

    private void judge(String id, Version version, Chain chain) throws JsonFault {
        Version same = chain.versions.putIfAbsent(version.modified, version);
        if (same != null && !sameContent(same, version)) {
            findings.add(id, "modified", "STIX-3.6-CONFLICT", "has two contents for one id and modified");
        }
        if (!chain.versions.firstEntry().getValue().created.equals(version.created)) {
            findings.add(id, "created", "STIX-3.6-CREATED", "differs between versions of one object");
        }
        chain.note(version);
        if (chain.revoked != null && chain.versions.lastKey().compareTo(chain.revoked) > 0) {
            findings.add(id, "revoked", "STIX-3.6-REVOKED", "stands on a version that is not the last one");
        }
    }

    private static @Nullable Version version(Tape tape, int from, int to) {
        int created = tape.member(0, "created");
        int modified = tape.member(0, "modified");
        int type = tape.member(0, "type");
        if (created < 0 || modified < 0 || type < 0 || isObservable(tape.text(type))) {
            return null;
        }
        int revoked = tape.member(0, "revoked");
        return new Version(
                from, to, order(tape, created), order(tape, modified), revoked >= 0 && tape.kind(revoked) == Tape.TRUE);
    }

    private static boolean isObservable(String type) {
        SpecTables.Shape shape = SpecTables.STIX_2_1.type(type);
        return shape != null && shape.role == SpecTables.Role.SCO;
    }

    /// A timestamp without what does not change its instant: no zeros at the end of its fraction.
    private static String order(Tape tape, int node) {
        String text = tape.text(node);
        int end = text.length() - 1;
        if (text.indexOf('.') > 0) {
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            if (text.charAt(end - 1) == '.') {
                end--;
            }
        }
        return text.substring(0, end);
    }

    private boolean sameContent(Version a, Version b) throws JsonFault {
        if (Arrays.equals(document, a.from, a.to, document, b.from, b.to)) {
            return true;
        }
        Tape left = tapeOf(a.from, a.to);
        Tape right = tapeOf(b.from, b.to);
        return same(left, 0, right, 0);
    }

    private Tape tapeOf(int from, int to) throws JsonFault {
        try (StrictJson json = new StrictJson(Arrays.copyOfRange(document, from, to))) {
            JsonToken first = json.next();
            if (first == null) {
                throw new IllegalStateException("an object that was read before");
            }
            Tape tape = new Tape();
            tape.read(json, first);
            return tape;
        }
    }

    /// Whether two values say the same: members in any order, numbers and texts as spelled.
    private static boolean same(Tape left, int a, Tape right, int b) {
        if (left.kind(a) != right.kind(b)) {
            return false;
        }
        if (left.kind(a) > Tape.ARRAY) {
            return left.kind(a) > Tape.FLOAT || left.text(a).equals(right.text(b));
        }
        if (left.length(a) != right.length(b)) {
            return false;
        }
        int other = b + 1;
        for (int child = a + 1; child < left.end(a); child = left.end(child)) {
            String name = left.name(child);
            int twin = name == null ? other : right.member(b, name);
            if (twin < 0 || !same(left, child, right, twin)) {
                return false;
            }
            other = right.end(twin);
        }
        return true;
    }
}
