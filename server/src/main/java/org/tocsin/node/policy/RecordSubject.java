package org.tocsin.node.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;

/// A record as a decision sees it.
///
/// @param fragments all of them at the author, those shown at the receiver; their bodies are not read
/// @param content what its objects are; asked for only if terms withhold parts of a record, for that takes reading
///     their bodies
/// @param relayed how far it may go on, if it is another team's record
public record RecordSubject(
        RecordHeader header, List<Fragment> fragments, Supplier<List<ContentPart>> content, Optional<Relayed> relayed) {
    public RecordSubject {
        fragments = List.copyOf(fragments);
    }

    /// What a hub hands on.
    ///
    /// @param heldBy the teams that have it: its author, and who brought it
    /// @param onward what whoever brought it lets go on
    public record Relayed(Set<Team> heldBy, Onward onward) {
        public Relayed {
            heldBy = Set.copyOf(heldBy);
        }
    }

    /// A team's own record.
    public RecordSubject(RecordHeader header, List<Fragment> fragments, Supplier<List<ContentPart>> content) {
        this(header, fragments, content, Optional.empty());
    }

    /// The same record, whose objects are known.
    public RecordSubject withContent(List<ContentPart> parts) {
        return new RecordSubject(header, fragments, () -> parts, relayed);
    }

    /// The same record, as one that a hub hands on.
    public RecordSubject handedOn(Relayed how) {
        return new RecordSubject(header, fragments, content, Optional.of(how));
    }

    /// The same record, as its author narrowed it. Rule R-CTL-5.
    public RecordSubject narrowedBy(Optional<Tlp> tighter, Optional<Set<Team>> named) {
        return new RecordSubject(header.narrowedBy(tighter, named), fragments, content, relayed);
    }

    /// A record whose bodies are not at hand: terms that would have to look into them deny.
    public static RecordSubject outline(List<Fragment> fragments) {
        return new RecordSubject(RecordHeader.of(fragments), fragments, () -> {
            throw new IllegalStateException("the bodies are not at hand");
        });
    }
}
