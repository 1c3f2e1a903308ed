package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// What binds a holder after the moment when a record came: rules R-CTL-5, R-CTL-6, R-RLY-2.
class ObligationsTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Team HUB = new Team("fusion.example");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Onward ANYONE = new Onward(Onward.Reach.AS_MARKED, new TreeSet<>(), true);

    @Test
    void allAgreementsThatRunBindTogetherASuspendedOneToo() {
        Standing amber = standing(1, FROM, UNTIL, direction(Tlp.AMBER, ANYONE, Attribution.MAY, false));
        Standing green = Standing.of(
                agreement(2, FROM, UNTIL, direction(Tlp.GREEN, ANYONE, Attribution.MAY, true)),
                new TreeSet<>(Set.of(JP)),
                List.of(),
                Optional.empty());
        Direction both = Obligations.at(List.of(amber, green), ES, JP, NOW).orElseThrow();
        assertEquals(Optional.of(Tlp.GREEN), both.ceiling());
        assertTrue(both.handling().deleteAtEnd());
    }

    @Test
    void whereNoneRunsTheOneThatEndedLastBinds() {
        Standing first = standing(1, FROM, NOW, direction(Tlp.GREEN, ANYONE, Attribution.MAY, false));
        Standing last = standing(2, FROM, UNTIL, direction(Tlp.AMBER, ANYONE, Attribution.MAY, false));
        Standing later = standing(
                3, UNTIL.plusSeconds(60), UNTIL.plusSeconds(120), direction(Tlp.RED, ANYONE, Attribution.MAY, false));
        List<Standing> all = List.of(first, last, later);
        assertEquals(Optional.of(Tlp.AMBER), ceiling(all, UNTIL));
        assertEquals(Optional.of(Tlp.AMBER), ceiling(all, UNTIL.plusSeconds(59)));
        assertEquals(Optional.of(Tlp.RED), ceiling(all, UNTIL.plusSeconds(60)));
        assertEquals(Optional.empty(), Obligations.at(all, ES, JP, FROM.minusMillis(1)));
        assertEquals(Optional.empty(), Obligations.at(all, ES, HUB, NOW));
        assertEquals(Optional.empty(), Obligations.at(List.of(), ES, JP, NOW));
    }

    private static Optional<Tlp> ceiling(List<Standing> agreements, Instant at) {
        return Obligations.at(agreements, ES, JP, at).flatMap(Direction::ceiling);
    }

    /// R-RLY-2: handing on shows the author.
    @Test
    void whereTheAuthorMustNotBeNamedNothingGoesOn() {
        RecordHeader plain = header(Tlp.GREEN);
        RecordHeader must = header(Tlp.GREEN, facet(FacetKind.IEP, "attribution=must"));
        RecordHeader mustNot = header(Tlp.GREEN, facet(FacetKind.IEP, "attribution=must-not"));
        for (Attribution agreed : Attribution.values()) {
            Direction brings = direction(Tlp.AMBER, ANYONE, agreed, false);
            Onward expected = agreed == Attribution.MUST_NOT ? Onward.NOTHING : ANYONE;
            assertEquals(expected, Obligations.onward(plain, brings), agreed.name());
            assertEquals(expected, Obligations.onward(must, brings), agreed.name());
            assertEquals(Onward.NOTHING, Obligations.onward(mustNot, brings), agreed.name());
        }
    }

    @Test
    void whatAHubMaySendOnIsDecidedByTheAgreementsThatRunWhenItSends() {
        Standing running = standing(1, FROM, UNTIL, direction(Tlp.AMBER, ANYONE, Attribution.MAY, false));
        RecordHeader header = header(Tlp.GREEN);
        assertEquals(ANYONE, Obligations.onwardAt(header, List.of(running), ES, JP, NOW));
        assertEquals(ANYONE, Obligations.onwardAt(header, List.of(running), ES, JP, FROM));
        assertEquals(Onward.NOTHING, Obligations.onwardAt(header, List.of(running), ES, JP, UNTIL));
        assertEquals(Onward.NOTHING, Obligations.onwardAt(header, List.of(running), ES, JP, FROM.minusMillis(1)));
        assertEquals(Onward.NOTHING, Obligations.onwardAt(header, List.of(), ES, JP, NOW));
        Standing nothing = standing(2, FROM, UNTIL, direction(Tlp.AMBER, Onward.NOTHING, Attribution.MAY, false));
        Onward both = Obligations.onwardAt(header, List.of(running, nothing), ES, JP, NOW);
        assertEquals(Onward.Reach.NOBODY, both.reach());
    }

    /// R-CTL-6.
    @Test
    void onlyAnAgreementThatEndedAndSaysSoHasItsRecordsDeleted() {
        Direction deletes = direction(Tlp.AMBER, ANYONE, Attribution.MAY, true);
        Standing first = standing(1, FROM, NOW, deletes);
        SharingAgreement version2 =
                new SharingAgreement(id(1), 2, "a test", "", FROM.plusSeconds(60), NOW, deletes, back());
        Standing second = Standing.of(version2);
        Standing keeps = standing(2, FROM, NOW, direction(Tlp.AMBER, ANYONE, Attribution.MAY, false));
        Standing runs = standing(3, FROM, UNTIL, deletes);
        Standing before = standing(4, FROM.minusSeconds(60), UNTIL.plusSeconds(60), deletes);
        List<Standing> all = List.of(before, first, second, keeps, runs);
        assertEquals(List.of(), Obligations.ended(all, ES, JP, NOW.minusMillis(1)));
        // Of the agreement's versions the newest one decides, and the first one says since when it is.
        assertEquals(List.of(new Obligations.Ended(id(1), FROM, NOW)), Obligations.ended(all, ES, JP, NOW));
        assertEquals(2, Obligations.ended(all, ES, JP, UNTIL).size());
        assertEquals(List.of(), Obligations.ended(all, ES, HUB, UNTIL));
    }

    /// R-CTL-5.
    @Test
    void aNarrowedRecordIsKeptUnderItsCeilingOnlyAndWhereItNamesItsHolder() {
        List<Standing> amber = List.of(standing(1, FROM, UNTIL, direction(Tlp.AMBER, ANYONE, Attribution.MAY, false)));
        List<Standing> red = List.of(standing(1, FROM, UNTIL, direction(Tlp.RED, ANYONE, Attribution.MAY, false)));
        assertTrue(mayKeep(header(Tlp.GREEN), false, amber));
        assertTrue(mayKeep(header(Tlp.AMBER), false, amber));
        assertFalse(mayKeep(header(Tlp.AMBER_STRICT), false, amber));
        assertFalse(mayKeep(header(Tlp.GREEN), false, List.of()));
        assertFalse(mayKeep(header(Tlp.RED), false, red));
        assertTrue(mayKeep(named(Tlp.RED, JP), false, red));
        assertFalse(mayKeep(named(Tlp.RED, HUB), false, red));
        assertTrue(mayKeep(named(Tlp.GREEN, JP), false, red));
        assertFalse(mayKeep(named(Tlp.GREEN, HUB), false, red));
        // A marking that nobody knows is RED.
        assertFalse(mayKeep(new RecordHeader(Optional.empty(), false, Set.of(), List.of()), false, red));
        assertTrue(mayKeep(new RecordHeader(Optional.empty(), true, Set.of(JP), List.of()), false, red));
    }

    @Test
    void whatCameThroughAHubIsKeptOnlyAsLongAsAHubMightHandItOn() {
        List<Standing> red = List.of(standing(1, FROM, UNTIL, direction(Tlp.RED, ANYONE, Attribution.MAY, false)));
        assertTrue(mayKeep(header(Tlp.CLEAR), true, red));
        assertTrue(mayKeep(header(Tlp.GREEN), true, red));
        assertFalse(mayKeep(header(Tlp.AMBER), true, red));
        assertTrue(mayKeep(header(Tlp.AMBER), false, red));
        assertFalse(mayKeep(named(Tlp.GREEN, JP), true, red));
    }

    private static boolean mayKeep(RecordHeader narrowed, boolean relayed, List<Standing> agreements) {
        return Obligations.mayKeep(narrowed, relayed, agreements, ES, JP, NOW);
    }

    private static Fragment.Facet facet(FacetKind kind, String... values) {
        return new Fragment.Facet(Tlp.GREEN, kind, List.of(values));
    }

    private static RecordHeader header(Tlp marking, Fragment.Facet... facets) {
        return new RecordHeader(Optional.of(marking), false, Set.of(), List.of(facets));
    }

    private static RecordHeader named(Tlp marking, Team team) {
        return new RecordHeader(Optional.of(marking), true, Set.of(team), List.of());
    }

    private static Bytes id(int number) {
        byte[] bytes = new byte[16];
        bytes[15] = (byte) number;
        return Bytes.wrap(bytes);
    }

    private static Direction direction(Tlp ceiling, Onward onward, Attribution attribution, boolean deleteAtEnd) {
        return new Direction(
                ES,
                JP,
                Optional.of(ceiling),
                0,
                onward,
                Scope.ALL,
                Withholding.NOTHING,
                new Handling(Iep.OPEN, attribution, 0, deleteAtEnd, List.of()));
    }

    private static Direction back() {
        return new Direction(JP, ES, Optional.of(Tlp.CLEAR));
    }

    private static SharingAgreement agreement(int number, Instant from, Instant until, Direction gives) {
        return new SharingAgreement(id(number), 1, "a test", "", from, until, gives, back());
    }

    private static Standing standing(int number, Instant from, Instant until, Direction gives) {
        return Standing.of(agreement(number, from, until, gives));
    }
}
