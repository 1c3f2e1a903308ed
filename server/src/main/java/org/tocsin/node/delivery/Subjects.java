package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tocsin.model.Bytes;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.control.Relay;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.RecordSubject.Relayed;
import org.tocsin.node.policy.Standing;
import org.tocsin.stix.ContentGlance;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Makes of a stored statement what release decides on. Bodies are read only where terms withhold parts of records.
public final class Subjects {
    private Subjects() {}

    /// A record of our own, from its fragment set as stored.
    public static RecordSubject own(Bytes fragments) throws WireException {
        List<Fragment> outline = FragmentCodec.outline(fragments);
        return new RecordSubject(RecordHeader.of(outline), outline, () -> ContentGlance.of(whole(fragments)));
    }

    /// A record that a hub hands on: one document to release, and inside it the author's record.
    ///
    /// @param inner the author's fragment set, as far as the hub discloses it
    public static RecordSubject relayed(Fragment.Document document, Bytes inner, Optional<Relayed> relayed)
            throws WireException {
        RecordHeader header = RecordHeader.of(FragmentCodec.outline(inner));
        Supplier<List<ContentPart>> content = () -> undivided(whole(inner));
        return new RecordSubject(header, List.of(document), content, relayed);
    }

    /// What an entry of our ledger stands for. The author's record inside a relay is looked at only if any of the terms
    /// say more than how it may be marked.
    static RecordSubject of(Statement.Kind kind, Bytes fragments, Collection<Standing> terms, Team own, Team recipient)
            throws WireException {
        boolean plain = terms.stream()
                .flatMap(standing -> standing.direction(own, recipient).stream())
                .allMatch(Subjects::isPlain);
        if (kind != Statement.Kind.RELAY || plain) {
            return own(fragments);
        }
        List<Fragment> parts = whole(fragments);
        if (parts.size() != 1 || !(parts.getFirst() instanceof Fragment.Document document)) {
            throw new WireException("a relay has one document");
        }
        Relay relay = ControlCodec.relay(document.body());
        var outline = new Fragment.Document(document.marking(), Bytes.EMPTY);
        return relayed(outline, relay.evidence().fragments(), Optional.empty());
    }

    private static boolean isPlain(Direction direction) {
        return direction.scope().equals(Scope.ALL)
                && direction.withholding().isNothing()
                && direction.handling().attribution() == Attribution.MAY;
    }

    /// Nothing can be cut out of what is handed on: an object is whole with its properties, or it is not.
    private static List<ContentPart> undivided(List<Fragment> fragments) {
        Set<Long> divided = fragments.stream()
                .filter(Fragment.Property.class::isInstance)
                .map(fragment -> ((Fragment.Property) fragment).objectOrder())
                .collect(Collectors.toSet());
        return ContentGlance.of(fragments).stream()
                .map(part -> new ContentPart(
                        part.order(),
                        part.type(),
                        part.creator(),
                        part.targeted(),
                        part.marked() || divided.contains(part.order())))
                .toList();
    }

    private static List<Fragment> whole(Bytes set) {
        try {
            FragmentSet decoded = FragmentCodec.decodeSet(set);
            List<Fragment> fragments = new ArrayList<>(decoded.fragments().size());
            for (FragmentSet.Disclosed disclosed : decoded.fragments()) {
                fragments.add(FragmentCodec.decode(disclosed.fragment()));
            }
            return fragments;
        } catch (WireException unreadable) {
            throw new IllegalArgumentException("fragments that cannot be read", unreadable);
        }
    }
}
