package org.tocsin.wire;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.exchange.v1.ContactPerson;
import org.tocsin.exchange.v1.EmailAddress;
import org.tocsin.exchange.v1.OpenSpan;
import org.tocsin.exchange.v1.OutOfBandContact;
import org.tocsin.exchange.v1.ProfileVisibility;
import org.tocsin.exchange.v1.TeamRole;
import org.tocsin.model.Bytes;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.PhoneNumber;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.Reach.Email;
import org.tocsin.model.profile.Reach.OutOfBand;
import org.tocsin.model.profile.Reach.Person;
import org.tocsin.model.profile.Reach.Phone;
import org.tocsin.model.profile.Reach.PhoneKind;
import org.tocsin.model.profile.Reach.Role;

/// The part of a profile that says where and when a team is reached. Rule R-PRO-2.
final class ReachCodec {
    private static final int DAYS_MASK = 0x7f;

    private ReachCodec() {}

    static void put(org.tocsin.exchange.v1.TeamProfile.Builder builder, Reach reach) {
        builder.setAddress(reach.address())
                .setTimeZone(reach.timeZone())
                .addAllLanguages(reach.languages())
                .addAllWebsites(reach.websites());
        message(reach.businessHours()).ifPresent(builder::setBusinessHours);
        for (Phone phone : reach.phones()) {
            var message = org.tocsin.exchange.v1.Phone.newBuilder()
                    .setNumber(phone.number().text())
                    .setKind(kind(phone.kind()))
                    .setNote(phone.note())
                    .setVisibility(visibility(phone.visibility()));
            message(phone.hours()).ifPresent(message::setHours);
            builder.addPhones(message);
        }
        for (Email email : reach.emails()) {
            builder.addEmails(EmailAddress.newBuilder()
                    .setAddress(email.address())
                    .setNote(email.note())
                    .setVisibility(visibility(email.visibility())));
        }
        for (OutOfBand contact : reach.outOfBand()) {
            var message = OutOfBandContact.newBuilder()
                    .setDescription(contact.description())
                    .setNumber(text(contact.number()))
                    .setVisibility(visibility(contact.visibility()));
            message(contact.hours()).ifPresent(message::setHours);
            builder.addOutOfBand(message);
        }
        for (Person person : reach.persons()) {
            builder.addPersons(message(person));
        }
    }

    static Reach model(org.tocsin.exchange.v1.TeamProfile message) throws WireException {
        List<Phone> phones = new ArrayList<>();
        for (var phone : message.getPhonesList()) {
            phones.add(new Phone(
                    new PhoneNumber(phone.getNumber()),
                    kind(phone.getKind()),
                    model(phone.getHours()),
                    phone.getNote(),
                    visibility(phone.getVisibility())));
        }
        List<Email> emails = new ArrayList<>();
        for (var email : message.getEmailsList()) {
            emails.add(new Email(email.getAddress(), email.getNote(), visibility(email.getVisibility())));
        }
        List<OutOfBand> outOfBand = new ArrayList<>();
        for (var contact : message.getOutOfBandList()) {
            outOfBand.add(new OutOfBand(
                    contact.getDescription(),
                    number(contact.getNumber()),
                    model(contact.getHours()),
                    visibility(contact.getVisibility())));
        }
        List<Person> persons = new ArrayList<>();
        for (ContactPerson person : message.getPersonsList()) {
            persons.add(model(person));
        }
        return new Reach(
                message.getAddress(),
                message.getTimeZone(),
                model(message.getBusinessHours()),
                message.getLanguagesList(),
                phones,
                emails,
                message.getWebsitesList(),
                outOfBand,
                persons);
    }

    private static ContactPerson message(Person person) {
        var message = ContactPerson.newBuilder()
                .setPosition(person.position())
                .setName(person.name())
                .setRole(role(person.role()))
                .setEmail(person.email().orElse(""))
                .setNumber(text(person.number()))
                .setMobile(text(person.mobile()))
                .setVisibility(visibility(person.visibility()));
        person.openPgpFingerprint()
                .ifPresent(fingerprint -> message.setOpenPgpFingerprint(Parsing.string(fingerprint)));
        return message.build();
    }

    private static Person model(ContactPerson message) throws WireException {
        Optional<Bytes> fingerprint = message.getOpenPgpFingerprint().isEmpty()
                ? Optional.empty()
                : Optional.of(Parsing.bytes(message.getOpenPgpFingerprint()));
        return new Person(
                message.getPosition(),
                message.getName(),
                role(message.getRole()),
                ProfileCodec.said(message.getEmail()),
                number(message.getNumber()),
                number(message.getMobile()),
                fingerprint,
                visibility(message.getVisibility()));
    }

    private static Optional<org.tocsin.exchange.v1.OpenHours> message(OpenHours hours) {
        if (!hours.isSaid()) {
            return Optional.empty();
        }
        var message = org.tocsin.exchange.v1.OpenHours.newBuilder().setAlways(hours.always());
        for (OpenHours.Span span : hours.spans()) {
            int days = 0;
            for (DayOfWeek day : span.days()) {
                days |= 1 << (day.getValue() - 1);
            }
            message.addSpans(OpenSpan.newBuilder()
                    .setDays(days)
                    .setFromMinute(span.fromMinute())
                    .setToMinute(span.toMinute()));
        }
        return Optional.of(message.build());
    }

    private static OpenHours model(org.tocsin.exchange.v1.OpenHours message) throws WireException {
        List<OpenHours.Span> spans = new ArrayList<>();
        for (OpenSpan span : message.getSpansList()) {
            if (span.getDays() == 0 || (span.getDays() & ~DAYS_MASK) != 0) {
                throw new WireException("hours on no day of the week");
            }
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            for (DayOfWeek day : DayOfWeek.values()) {
                if ((span.getDays() & 1 << (day.getValue() - 1)) != 0) {
                    days.add(day);
                }
            }
            spans.add(new OpenHours.Span(days, span.getFromMinute(), span.getToMinute()));
        }
        return new OpenHours(message.getAlways(), spans);
    }

    private static String text(Optional<PhoneNumber> number) {
        return number.map(PhoneNumber::text).orElse("");
    }

    private static Optional<PhoneNumber> number(String text) {
        return ProfileCodec.said(text).map(PhoneNumber::new);
    }

    private static org.tocsin.exchange.v1.PhoneKind kind(PhoneKind kind) {
        return switch (kind) {
            case MAIN -> org.tocsin.exchange.v1.PhoneKind.PHONE_KIND_MAIN;
            case EMERGENCY -> org.tocsin.exchange.v1.PhoneKind.PHONE_KIND_EMERGENCY;
            case FAX -> org.tocsin.exchange.v1.PhoneKind.PHONE_KIND_FAX;
        };
    }

    private static PhoneKind kind(org.tocsin.exchange.v1.PhoneKind kind) throws WireException {
        return switch (kind) {
            case PHONE_KIND_MAIN -> PhoneKind.MAIN;
            case PHONE_KIND_EMERGENCY -> PhoneKind.EMERGENCY;
            case PHONE_KIND_FAX -> PhoneKind.FAX;
            case PHONE_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of telephone unknown to this version");
        };
    }

    private static TeamRole role(Role role) {
        return switch (role) {
            case FIRST_REPRESENTATIVE -> TeamRole.TEAM_ROLE_FIRST_REPRESENTATIVE;
            case SECOND_REPRESENTATIVE -> TeamRole.TEAM_ROLE_SECOND_REPRESENTATIVE;
            case MEMBER -> TeamRole.TEAM_ROLE_MEMBER;
        };
    }

    private static Role role(TeamRole role) throws WireException {
        return switch (role) {
            case TEAM_ROLE_FIRST_REPRESENTATIVE -> Role.FIRST_REPRESENTATIVE;
            case TEAM_ROLE_SECOND_REPRESENTATIVE -> Role.SECOND_REPRESENTATIVE;
            case TEAM_ROLE_MEMBER -> Role.MEMBER;
            case TEAM_ROLE_UNSPECIFIED, UNRECOGNIZED -> throw new WireException("a role unknown to this version");
        };
    }

    private static ProfileVisibility visibility(Publicity visibility) {
        return switch (visibility) {
            case PUBLIC -> ProfileVisibility.PROFILE_VISIBILITY_PUBLIC;
            case RESTRICTED -> ProfileVisibility.PROFILE_VISIBILITY_RESTRICTED;
        };
    }

    private static Publicity visibility(ProfileVisibility visibility) throws WireException {
        return switch (visibility) {
            case PROFILE_VISIBILITY_PUBLIC -> Publicity.PUBLIC;
            case PROFILE_VISIBILITY_RESTRICTED -> Publicity.RESTRICTED;
            case PROFILE_VISIBILITY_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a visibility unknown to this version");
        };
    }
}
