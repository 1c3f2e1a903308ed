package org.tocsin.node.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// One question to both gates, of which a test says only what is out of the ordinary. Ordinary is: a GREEN record of
/// Spain's with one incident in it, an agreement with Japan up to AMBER that limits nothing else, and an instant at
/// which it runs.
final class GateQuestion {
    static final Team SPAIN = new Team("cert-es.example");
    static final Team JAPAN = new Team("cert-jp.example");
    static final Team FUSION = new Team("fusion.example");
    static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

    private final List<Fragment> fragments = new ArrayList<>();
    private final List<ContentPart> parts = new ArrayList<>();
    private final List<Standing> others = new ArrayList<>();
    private Optional<RecordSubject.Relayed> relayed = Optional.empty();
    private boolean bodies = true;
    private boolean agreed = true;
    private Optional<Tlp> ceiling = Optional.of(Tlp.AMBER);
    private Scope scope = Scope.ALL;
    private Withholding withholding = Withholding.NOTHING;
    private Attribution attribution = Attribution.MAY;
    private Set<Team> suspendedBy = Set.of();
    private @Nullable Instant terminated;
    private Team recipient = JAPAN;
    private Instant at = NOW;

    GateQuestion() {
        fragments.add(new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN")));
        object(1, "incident");
    }

    /// The record's label, in a facet that is marked alike.
    GateQuestion marking(Tlp marking) {
        fragments.set(0, new Fragment.Facet(marking, FacetKind.MARKING, List.of(marking.label())));
        return this;
    }

    /// A label that may be none.
    GateQuestion label(String label) {
        fragments.set(0, new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of(label)));
        return this;
    }

    GateQuestion with(Fragment fragment) {
        fragments.add(fragment);
        return this;
    }

    GateQuestion facet(FacetKind kind, String... values) {
        return with(new Fragment.Facet(Tlp.GREEN, kind, List.of(values)));
    }

    GateQuestion object(long order, String type) {
        return object(Tlp.GREEN, new ContentPart(order, type, false, false, false));
    }

    GateQuestion object(Tlp marking, ContentPart part) {
        parts.add(part);
        return with(new Fragment.StixObject(marking, part.order(), Bytes.EMPTY, Bytes.EMPTY));
    }

    /// Without the incident.
    GateQuestion empty() {
        parts.removeFirst();
        fragments.remove(1);
        return this;
    }

    GateQuestion property(Tlp marking, long object) {
        return with(new Fragment.Property(marking, object + 1, object, 1, Bytes.EMPTY));
    }

    GateQuestion named(Team team) {
        return with(new Fragment.Audience(Tlp.GREEN, team));
    }

    GateQuestion limited() {
        return with(RecordHeader.limited(Tlp.GREEN));
    }

    /// Another team's record, which these teams have.
    GateQuestion relayed(Onward onward, Team... heldBy) {
        relayed = Optional.of(new RecordSubject.Relayed(Set.of(heldBy), onward));
        return this;
    }

    GateQuestion bodiesAreNotAtHand() {
        bodies = false;
        return this;
    }

    GateQuestion ceiling(Tlp highest) {
        ceiling = Optional.of(highest);
        return this;
    }

    GateQuestion nothingFlows() {
        ceiling = Optional.empty();
        return this;
    }

    GateQuestion kinds(Selection kinds) {
        return scope(new Scope(
                kinds, scope.rsit(), scope.sectors(), scope.countries(), scope.confidenceMin(), scope.papCeiling()));
    }

    GateQuestion rsit(Selection rsit) {
        return scope(new Scope(
                scope.kinds(), rsit, scope.sectors(), scope.countries(), scope.confidenceMin(), scope.papCeiling()));
    }

    GateQuestion sectors(Selection sectors) {
        return scope(new Scope(
                scope.kinds(), scope.rsit(), sectors, scope.countries(), scope.confidenceMin(), scope.papCeiling()));
    }

    GateQuestion countries(Selection countries) {
        return scope(new Scope(
                scope.kinds(), scope.rsit(), scope.sectors(), countries, scope.confidenceMin(), scope.papCeiling()));
    }

    GateQuestion confidence(int least) {
        return scope(
                new Scope(scope.kinds(), scope.rsit(), scope.sectors(), scope.countries(), least, scope.papCeiling()));
    }

    GateQuestion pap(@Nullable Pap highest) {
        return scope(new Scope(
                scope.kinds(),
                scope.rsit(),
                scope.sectors(),
                scope.countries(),
                scope.confidenceMin(),
                Optional.ofNullable(highest)));
    }

    private GateQuestion scope(Scope narrower) {
        scope = narrower;
        return this;
    }

    GateQuestion attribution(Attribution agreedOn) {
        attribution = agreedOn;
        return this;
    }

    GateQuestion withheld(String... types) {
        return withheld(false, false, types);
    }

    GateQuestion withheld(boolean victims, boolean marked, String... types) {
        withholding = new Withholding(new TreeSet<>(List.of(types)), victims, marked);
        return this;
    }

    GateQuestion withoutAgreement() {
        agreed = false;
        return this;
    }

    GateQuestion beside(Standing other) {
        others.add(other);
        return this;
    }

    GateQuestion suspendedBy(Team team) {
        suspendedBy = Set.of(team);
        return this;
    }

    GateQuestion terminated(Instant end) {
        terminated = end;
        return this;
    }

    GateQuestion to(Team team) {
        recipient = team;
        return this;
    }

    GateQuestion at(Instant instant) {
        at = instant;
        return this;
    }

    Release.Traced release() {
        return Release.trace(subject(), standings(), SPAIN, recipient, at);
    }

    Admission.Traced admission() {
        return Admission.trace(subject(), standings(), SPAIN, recipient, at);
    }

    private RecordSubject subject() {
        RecordSubject known = bodies
                ? new RecordSubject(RecordHeader.of(fragments), fragments, List::of).withContent(List.copyOf(parts))
                : RecordSubject.outline(fragments);
        return relayed.map(known::handedOn).orElse(known);
    }

    private List<Standing> standings() {
        List<Standing> standings = new ArrayList<>(others);
        if (agreed) {
            standings.add(standing(
                    1,
                    new Direction(
                            SPAIN,
                            JAPAN,
                            ceiling,
                            0,
                            Onward.NOTHING,
                            scope,
                            withholding,
                            new Handling(Iep.OPEN, attribution, 0, false, List.of())),
                    suspendedBy,
                    Optional.ofNullable(terminated)));
        }
        return standings;
    }

    /// An agreement that runs as long as the ordinary one.
    static Standing standing(int id, Direction gives, Set<Team> suspendedBy, Optional<Instant> terminated) {
        byte[] bytes = new byte[SharingAgreement.ID_BYTES];
        bytes[bytes.length - 1] = (byte) id;
        Direction back = new Direction(gives.to(), gives.from(), Optional.of(Tlp.CLEAR));
        boolean inOrder = gives.from().compareTo(gives.to()) < 0;
        SharingAgreement agreement = new SharingAgreement(
                Bytes.wrap(bytes), 1, "a test", "", FROM, UNTIL, inOrder ? gives : back, inOrder ? back : gives);
        return Standing.of(agreement, new TreeSet<>(suspendedBy), List.of(), terminated);
    }
}
