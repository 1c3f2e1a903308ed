package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.Precedence;

/// May an emergency be raised? Rules R-EMG-2, R-EMG-5, R-EMG-6, R-EMG-11.
class EmergencyRulesTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void onlyAgreedPrecedencesWhileTheAgreementRuns() {
        List<Standing> agreed = List.of(agreement(1, List.of("FLASH"), false, "", 0));
        assertEquals(Optional.empty(), asked(Kind.REAL, Precedence.FLASH, agreed, NOON));
        assertEquals(
                Optional.of(RefusalReason.EMERGENCY_NOT_AGREED), asked(Kind.REAL, Precedence.ROUTINE, agreed, NOON));
        assertEquals(Optional.empty(), asked(Kind.REAL, Precedence.FLASH, agreed, FROM));
        assertEquals(
                Optional.of(RefusalReason.EMERGENCY_NOT_AGREED),
                asked(Kind.REAL, Precedence.FLASH, agreed, FROM.minusMillis(1)));
        assertEquals(
                Optional.of(RefusalReason.EMERGENCY_NOT_AGREED), asked(Kind.REAL, Precedence.FLASH, agreed, UNTIL));
        assertEquals(
                Optional.of(RefusalReason.EMERGENCY_NOT_AGREED), asked(Kind.REAL, Precedence.FLASH, List.of(), NOON));
    }

    @Test
    void aLapsedAgreementAllowsItIfItSaysSo() {
        List<Standing> agreed = List.of(agreement(1, List.of("FLASH"), true, "", 0));
        assertEquals(Optional.empty(), asked(Kind.REAL, Precedence.FLASH, agreed, UNTIL.plusSeconds(1)));
    }

    @Test
    void ofSeveralAgreementsEachLimitBinds() {
        List<Standing> agreed = List.of(
                agreement(1, List.of("FLASH", "ROUTINE"), false, "", 0), agreement(2, List.of("FLASH"), false, "", 0));
        assertEquals(Optional.empty(), asked(Kind.REAL, Precedence.FLASH, agreed, NOON));
        assertEquals(
                Optional.of(RefusalReason.EMERGENCY_NOT_AGREED), asked(Kind.REAL, Precedence.ROUTINE, agreed, NOON));
    }

    @Test
    void recordsGoAheadOnlyWhereEveryAgreementHasThem() {
        var with = new Conduct.Emergency(new TreeSet<>(List.of("FLASH")), 3, 60, false, "", false, true);
        var without = new Conduct.Emergency(new TreeSet<>(List.of("FLASH")), 3, 60, false, "", false);
        assertEquals(Optional.of(true), records(List.of(agreement(1, with, 0))));
        assertEquals(Optional.of(false), records(List.of(agreement(1, with, 0), agreement(2, without, 0))));
        assertEquals(Optional.empty(), records(List.of()));
    }

    private static Optional<Boolean> records(List<Standing> agreed) {
        return EmergencyRules.terms(agreed, ES, JP, NOON).map(EmergencyTerms::records);
    }

    @Test
    void anExerciseLiesInTheDrillWindowWithItsGrace() {
        List<Standing> agreed = List.of(agreement(1, List.of("FLASH"), false, "noon", 0));
        assertEquals(Optional.empty(), asked(Kind.EXERCISE, Precedence.FLASH, agreed, NOON));
        Instant early = NOON.minus(Duration.ofMinutes(5));
        assertEquals(
                Optional.of(RefusalReason.DRILL_OUTSIDE_WINDOW), asked(Kind.EXERCISE, Precedence.FLASH, agreed, early));
        assertEquals(
                Optional.empty(),
                EmergencyRules.objection(
                        emergency(Kind.EXERCISE, Precedence.FLASH),
                        agreed,
                        ES,
                        JP,
                        early,
                        EmergencyRules.DRILL_GRACE,
                        EmergencyRulesTest::noon));
        assertEquals(
                Optional.of(RefusalReason.DRILL_OUTSIDE_WINDOW),
                EmergencyRules.objection(
                        emergency(Kind.EXERCISE, Precedence.FLASH),
                        agreed,
                        ES,
                        JP,
                        early.minusMillis(1),
                        EmergencyRules.DRILL_GRACE,
                        EmergencyRulesTest::noon));
    }

    @Test
    void aCheckInNeedsACadenceAndNoPrecedence() {
        assertEquals(
                Optional.empty(),
                asked(Kind.CHECK_IN, Precedence.ROUTINE, List.of(agreement(1, List.of(), false, "", 30)), NOON));
        assertEquals(
                Optional.of(RefusalReason.EMERGENCY_NOT_AGREED),
                asked(
                        Kind.CHECK_IN,
                        Precedence.ROUTINE,
                        List.of(agreement(1, List.of("ROUTINE"), false, "", 0)),
                        NOON));
    }

    @Test
    void ofTheCadencesThatAreInForceTheClosestCounts() {
        Standing none = agreement(1, List.of(), false, "", 0);
        Standing monthly = agreement(2, List.of(), false, "", 30);
        Standing weekly = agreement(3, List.of(), false, "", 7);
        assertEquals(30, EmergencyRules.checkInDays(List.of(none, monthly), ES, JP, NOON));
        assertEquals(7, EmergencyRules.checkInDays(List.of(none, weekly, monthly), ES, JP, NOON));
        assertEquals(0, EmergencyRules.checkInDays(List.of(none), ES, JP, NOON));
        assertEquals(30, EmergencyRules.checkInDays(List.of(monthly), ES, JP, FROM));
        assertEquals(0, EmergencyRules.checkInDays(List.of(monthly), ES, JP, FROM.minusMillis(1)));
        assertEquals(0, EmergencyRules.checkInDays(List.of(monthly), ES, JP, UNTIL));
    }

    @Test
    void ofSeveralAgreementsEachTermIsTheStricterOne() {
        var one = new Conduct.Emergency(new TreeSet<>(List.of("FLASH", "ROUTINE")), 3, 60, false, "noon", true);
        var other = new Conduct.Emergency(new TreeSet<>(List.of("FLASH")), 5, 30, false, "", false);
        EmergencyTerms both = EmergencyRules.terms(List.of(agreement(1, one, 0), agreement(2, other, 0)), ES, JP, NOON)
                .orElseThrow();
        assertEquals(
                new EmergencyTerms(new TreeSet<>(List.of(Precedence.FLASH)), 3, 30, List.of("noon", ""), false, false),
                both);
        assertTrue(EmergencyRules.terms(List.of(agreement(1, one, 0)), ES, JP, NOON)
                .orElseThrow()
                .relay());
    }

    /// The first hour of every afternoon.
    private static boolean noon(String window, Instant at) {
        return window.equals("noon") && at.atOffset(ZoneOffset.UTC).getHour() == 12;
    }

    private static Optional<RefusalReason> asked(Kind kind, Precedence precedence, List<Standing> agreed, Instant at) {
        return EmergencyRules.objection(
                emergency(kind, precedence), agreed, ES, JP, at, Duration.ZERO, EmergencyRulesTest::noon);
    }

    private static Emergency emergency(Kind kind, Precedence precedence) {
        return new Emergency(
                new TreeSet<>(List.of(JP)),
                kind,
                precedence,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.empty(),
                new ArrayList<>(),
                NOON,
                NOON.plusSeconds(60),
                ZoneOffset.UTC);
    }

    private static Standing agreement(
            int id, List<String> precedences, boolean afterLapse, String window, int checkInDays) {
        return agreement(
                id, new Conduct.Emergency(new TreeSet<>(precedences), 3, 60, afterLapse, window, false), checkInDays);
    }

    private static Standing agreement(int id, Conduct.Emergency emergency, int checkInDays) {
        return Standing.of(new SharingAgreement(
                Bytes.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) id}),
                1,
                Optional.empty(),
                "A test",
                "",
                FROM,
                UNTIL,
                new Conduct(
                        Optional.empty(),
                        0,
                        0,
                        List.of(),
                        Optional.of(emergency),
                        checkInDays,
                        List.of(),
                        Optional.empty()),
                new Direction(ES, JP, Optional.of(Tlp.GREEN)),
                new Direction(JP, ES, Optional.of(Tlp.GREEN))));
    }
}
