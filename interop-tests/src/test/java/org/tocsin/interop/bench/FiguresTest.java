package org.tocsin.interop.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;

class FiguresTest {
    @Test
    void figuresHaveFourDigits() {
        assertEquals(1.235, Figures.rounded(1.23456));
        assertEquals(0.01235, Figures.rounded(0.0123456));
        assertEquals(9_999.0, Figures.rounded(9_999.2));
        assertEquals(123_457.0, Figures.rounded(123_456.7));
        assertEquals(0.0, Figures.rounded(0));
        assertEquals(-1.0, Figures.rounded(Double.NaN), "what is no number is not shown as one");
    }

    @Test
    void aSpreadIsTheMiddleAndBothEnds() {
        assertEquals(new Spread(2, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0)));
        assertEquals(2.5, Spread.of(List.of(9.0, 1.0, 2.0, 3.0)).median());
        assertEquals(3.5, Spread.of(List.of(9.0, 1.0, 2.0)).deviation());
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
    }

    @Test
    void theSameSeedMakesTheSameIncidentsAndEachIsValidAndDifferent() {
        var one = new Incidents(7);
        var same = new Incidents(7);
        var other = new Incidents(8);
        var reader = new StixReader();
        Set<Bytes> contents = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Bytes content = one.next().content();
            assertEquals(Incidents.BYTES, content.length());
            assertEquals(content, same.next().content());
            assertNotEquals(content, other.next().content());
            assertEquals(StixVerdict.Valid.class, reader.read(content).getClass());
            contents.add(content);
        }
        assertEquals(200, contents.size());
    }

    @Test
    void aReleaseDecisionTakesSomeTime() {
        var incidents = new Incidents(7);
        var instants = new InstantSource() {
            private Instant now = Instant.parse("2026-01-01T00:00:00Z");

            @Override
            public Instant instant() {
                now = now.plusMillis(1);
                return now;
            }
        };
        List<Double> micros = new ReleaseLoop(List.of(incidents.next()), new SecureRandom(), instants).measure(2);
        assertEquals(2, micros.size());
        assertFalse(micros.contains(0.0));
    }

    @Test
    void ninetyNineOfAHundredTookNoLonger() {
        var latencies = new Latencies(InstantSource.system());
        for (int i = 1; i <= 200; i++) {
            latencies.count(java.time.Duration.ofMillis(i));
        }
        assertEquals(198.0, latencies.p99());
    }
}
