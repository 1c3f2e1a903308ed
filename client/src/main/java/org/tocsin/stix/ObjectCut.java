package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.stix.StixDocument.Entry;

/// An object without the properties that are marked more strictly than itself, and these, with `granular_markings`,
/// apart. Rule R-REC-6.
record ObjectCut(Bytes remaining, List<Piece> pieces) {
    /// A member with the comma in front of it; `at` is its place in the remaining bytes.
    record Piece(int at, Bytes body) {}

    /// The cut, or none if the object is no valid STIX without these properties: one of them is its first member, is
    /// required, or is needed by another.
    static Optional<ObjectCut> of(Bytes body, Entry entry, StixReader reader) {
        byte[] bytes = body.array();
        List<Piece> pieces = new ArrayList<>();
        byte[] kept = new byte[bytes.length];
        int used = 0;
        int copied = 0;
        for (Member member : members(bytes)) {
            if (!member.name.equals("granular_markings") && !entry.stricter().containsKey(member.name)) {
                continue;
            }
            int comma = member.from - 1;
            while (bytes[comma] != ',' && bytes[comma] != '{') {
                comma--;
            }
            if (bytes[comma] == '{') {
                return Optional.empty();
            }
            System.arraycopy(bytes, copied, kept, used, comma - copied);
            used += comma - copied;
            copied = member.to;
            pieces.add(new Piece(used, body.slice(comma, member.to)));
        }
        System.arraycopy(bytes, copied, kept, used, bytes.length - copied);
        Bytes remaining = Bytes.copyOf(kept, 0, used + bytes.length - copied);
        return reader.read(remaining) instanceof StixVerdict.Valid
                ? Optional.of(new ObjectCut(remaining, List.copyOf(pieces)))
                : Optional.empty();
    }

    private record Member(String name, int from, int to) {}

    private static List<Member> members(byte[] bytes) {
        List<Member> members = new ArrayList<>();
        try (StrictJson json = new StrictJson(bytes)) {
            Tape tape = new Tape();
            json.next();
            while (json.next() == JsonToken.FIELD_NAME) {
                String name = json.memberName();
                int from = json.tokenFrom();
                JsonToken value = json.next();
                if (value == null) {
                    break;
                }
                tape.read(json, value);
                members.add(new Member(name, from, json.tokenTo()));
            }
            return members;
        } catch (JsonFault fault) {
            throw new IllegalStateException("an object that was read before: " + fault.text(), fault);
        }
    }
}
