package org.tocsin.stix;

import java.time.Instant;
import java.time.chrono.IsoChronology;

/// STIX timestamps as they stand in the text: `YYYY-MM-DDTHH:mm:ss[.s+]Z`, a real date in UTC. They are compared as
/// instants to the last digit and never written again.
///
/// Source: STIX 2.1 section 2.16; RFC 3339 (a second of 60 only at 23:59).
final class Timestamps {
    /// What `second` says of a text that is no timestamp.
    static final long INVALID = Long.MIN_VALUE;

    private static final int BARE_CHARS = 20;

    private Timestamps() {}

    /// Seconds since 1970 of the timestamp in this range, without its fraction; INVALID if it is none.
    static long second(char[] text, int from, int length) {
        if (length < BARE_CHARS
                || text[from + 4] != '-'
                || text[from + 7] != '-'
                || text[from + 10] != 'T'
                || text[from + 13] != ':'
                || text[from + 16] != ':'
                || text[from + length - 1] != 'Z'
                || !isFraction(text, from, length)) {
            return INVALID;
        }
        int century = two(text, from);
        int yearOfCentury = two(text, from + 2);
        int month = two(text, from + 5);
        int day = two(text, from + 8);
        int hour = two(text, from + 11);
        int minute = two(text, from + 14);
        int second = two(text, from + 17);
        int year = century * 100 + yearOfCentury;
        if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1 || day > days(year, month)) {
            return INVALID;
        }
        boolean leap = second == 60 && hour == 23 && minute == 59;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || (second > 59 && !leap)) {
            return INVALID;
        }
        return epochDay(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second;
    }

    private static boolean isFraction(char[] text, int from, int length) {
        if (length == BARE_CHARS) {
            return true;
        }
        if (length == BARE_CHARS + 1 || text[from + 19] != '.') {
            return false;
        }
        for (int i = from + BARE_CHARS; i < from + length - 1; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /// Digits behind the second of a valid timestamp.
    static int fractionDigits(int length) {
        return length == BARE_CHARS ? 0 : length - BARE_CHARS - 1;
    }

    /// Compares two valid timestamps of a tape as instants.
    static int compare(Tape tape, int a, int b) {
        char[] text = tape.pool();
        long left = second(text, tape.start(a), tape.length(a));
        long right = second(text, tape.start(b), tape.length(b));
        if (left != right) {
            return Long.compare(left, right);
        }
        int digitsA = fractionDigits(tape.length(a));
        int digitsB = fractionDigits(tape.length(b));
        for (int i = 0; i < Math.max(digitsA, digitsB); i++) {
            int x = i < digitsA ? text[tape.start(a) + BARE_CHARS + i] : '0';
            int y = i < digitsB ? text[tape.start(b) + BARE_CHARS + i] : '0';
            if (x != y) {
                return x - y;
            }
        }
        return 0;
    }

    /// The instant of a valid timestamp, to the nanosecond.
    static Instant instant(char[] text, int from, int length) {
        int nanos = 0;
        int digits = fractionDigits(length);
        for (int i = 0; i < 9; i++) {
            nanos = nanos * 10 + (i < digits ? text[from + BARE_CHARS + i] - '0' : 0);
        }
        return Instant.ofEpochSecond(second(text, from, length), nanos);
    }

    private static int two(char[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    private static int days(int year, int month) {
        return switch (month) {
            case 2 -> IsoChronology.INSTANCE.isLeapYear(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /// Days since 1970 in the proleptic Gregorian calendar, counting years from March.
    private static long epochDay(int year, int month, int day) {
        long y = month > 2 ? year : year - 1L;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
