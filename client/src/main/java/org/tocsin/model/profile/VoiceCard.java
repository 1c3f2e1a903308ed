package org.tocsin.model.profile;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Reach.Phone;
import org.tocsin.model.profile.Reach.PhoneKind;

/// Whom to telephone when nobody answers: what a partner's profile says of it at one moment, and the words by which the
/// two who speak know each other.
///
/// @param profile the version that it was read from; empty if the partner never stated one, and then there are no calls
/// @param isValid whether that profile may still be relied on
/// @param timeThere their wall clock, if their time zone is known: the zone to show `at` in
/// @param calls in the order in which to try them: emergency telephones, then others, then out-of-band ones, those that
/// are answered now first
/// @param weSay the words that our officer says; empty if there is no agreement that both signed
/// @param theySay the words that theirs must answer with
public record VoiceCard(
        Team partner,
        Instant at,
        Optional<TeamProfile> profile,
        boolean isValid,
        Optional<ZoneId> timeThere,
        List<String> languages,
        List<Call> calls,
        List<String> weSay,
        List<String> theySay) {
    /// Whether somebody is there.
    public enum Answered {
        NOW,
        NOT_NOW,
        NOT_SAID
    }

    /// A telephone to try.
    ///
    /// @param kind empty if it is an out-of-band contact
    /// @param note who answers
    /// @param opensAt when it is answered next, if it is not now
    public record Call(
            PhoneNumber number, Optional<PhoneKind> kind, String note, Answered answered, Optional<Instant> opensAt) {}

    public VoiceCard {
        languages = List.copyOf(languages);
        calls = List.copyOf(calls);
        weSay = List.copyOf(weSay);
        theySay = List.copyOf(theySay);
    }

    /// Makes the card of a partner for a moment.
    public static VoiceCard of(
            Team partner, Optional<TeamProfile> profile, Instant at, List<String> weSay, List<String> theySay) {
        return new VoiceCard(
                partner,
                at,
                profile,
                profile.filter(known -> known.isValid(at)).isPresent(),
                profile.flatMap(known -> known.reach().zone()),
                profile.map(known -> known.reach().languages()).orElse(List.of()),
                profile.map(known -> calls(known.reach(), at)).orElse(List.of()),
                weSay,
                theySay);
    }

    private static List<Call> calls(Reach reach, Instant at) {
        List<Call> calls = new ArrayList<>();
        for (PhoneKind kind : List.of(PhoneKind.EMERGENCY, PhoneKind.MAIN)) {
            calls.addAll(inOrder(reach.phones(kind).stream()
                    .map(phone -> call(reach, phone, at))
                    .toList()));
        }
        calls.addAll(inOrder(reach.outOfBand().stream()
                .flatMap(contact -> contact.number().stream()
                        .map(number ->
                                call(reach, number, Optional.empty(), contact.description(), contact.hours(), at)))
                .toList()));
        return calls;
    }

    private static List<Call> inOrder(List<Call> some) {
        return some.stream()
                .sorted((one, other) -> rank(one.answered()) - rank(other.answered()))
                .toList();
    }

    /// What nobody has said may be answered: before what is known not to be.
    private static int rank(Answered answered) {
        return switch (answered) {
            case NOW -> 0;
            case NOT_SAID -> 1;
            case NOT_NOW -> 2;
        };
    }

    private static Call call(Reach reach, Phone phone, Instant at) {
        return call(reach, phone.number(), Optional.of(phone.kind()), phone.note(), reach.hoursOf(phone), at);
    }

    private static Call call(
            Reach reach, PhoneNumber number, Optional<PhoneKind> kind, String note, OpenHours hours, Instant at) {
        Optional<ZoneId> zone = reach.zone();
        if (hours.always()) {
            return new Call(number, kind, note, Answered.NOW, Optional.empty());
        }
        if (!hours.isSaid() || zone.isEmpty()) {
            return new Call(number, kind, note, Answered.NOT_SAID, Optional.empty());
        }
        return hours.holds(at, zone.get())
                ? new Call(number, kind, note, Answered.NOW, Optional.empty())
                : new Call(number, kind, note, Answered.NOT_NOW, hours.nextBeginning(at, zone.get()));
    }
}
