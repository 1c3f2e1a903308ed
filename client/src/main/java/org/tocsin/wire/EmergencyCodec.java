package org.tocsin.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.exchange.v1.EmergencyRecord;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyRelay;

/// Emergencies, and relays of statements about them, to and from the bytes of their document. Rules R-EMG-1, R-EMG-9.
public final class EmergencyCodec {
    public static final int DOCUMENT_BYTES_MAX = 12 * 1024;
    /// A relay: what is sealed, its evidence, and a few manifests.
    public static final int RELAY_BYTES_MAX = 192 * 1024;

    static final int ZONE_BYTES_MAX = 64;

    private EmergencyCodec() {}

    public static Bytes encode(Emergency emergency) {
        var builder = org.tocsin.exchange.v1.Emergency.newBuilder()
                .setKind(EmergencyEnums.kind(emergency.kind()))
                .setPrecedence(EmergencyEnums.precedence(emergency.precedence()))
                .setSituation(emergency.situation())
                .addAllActions(emergency.actions())
                .setRaisedAtMs(emergency.raisedAt().toEpochMilli())
                .setReplyByMs(emergency.replyBy().toEpochMilli())
                .setReplyZone(emergency.replyZone().getId());
        emergency.to().forEach(team -> builder.addTo(team.domain()));
        emergency.text().ifPresent(words -> builder.setText(words.text()).setLanguage(words.language()));
        emergency.records().forEach(record -> builder.addRecords(message(record)));
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes break R-EMG-1
    public static Emergency emergency(Bytes document) throws WireException {
        var message =
                Parsing.strictly(org.tocsin.exchange.v1.Emergency.parser(), document, DOCUMENT_BYTES_MAX, "emergency");
        SortedSet<Team> to = teams(message.getToList(), "emergency.to");
        SortedSet<String> actions = ascending(message.getActionsList(), "emergency.actions");
        Optional<Words> text = words(message.getText(), message.getLanguage());
        List<RecordVersion> records = new ArrayList<>();
        for (EmergencyRecord record : message.getRecordsList()) {
            records.add(version(record));
        }
        Instant raisedAt = instant(message.getRaisedAtMs(), "emergency.raised_at_ms");
        Instant replyBy = instant(message.getReplyByMs(), "emergency.reply_by_ms");
        ZoneId zone = zone(message.getReplyZone(), "emergency.reply_zone")
                .orElseThrow(() -> new WireException("emergency.reply_zone is missing"));
        var kind = EmergencyEnums.kind(message.getKind());
        var precedence = EmergencyEnums.precedence(message.getPrecedence());
        return Parsing.checked(() -> new Emergency(
                to, kind, precedence, message.getSituation(), actions, text, records, raisedAt, replyBy, zone));
    }

    public static Bytes encode(EmergencyRelay relay) {
        return Bytes.wrap(org.tocsin.exchange.v1.EmergencyRelay.newBuilder()
                .setTo(relay.to().domain())
                .setEvidence(EvidenceCodec.message(relay.evidence()))
                .setEphemeral(Parsing.string(relay.seal().ephemeral()))
                .setSealed(Parsing.string(relay.seal().sealed()))
                .addAllManifests(EvidenceCodec.messages(relay.manifests()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-EMG-9
    public static EmergencyRelay relay(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.EmergencyRelay.parser(), document, RELAY_BYTES_MAX, "emergency relay");
        Team to = Parsing.team(message.getTo(), "emergency_relay.to");
        Evidence evidence = EvidenceCodec.model(message.getEvidence());
        var manifests = EvidenceCodec.models(message.getManifestsList());
        return Parsing.checked(() -> new EmergencyRelay(
                to,
                evidence,
                new EmergencyRelay.Seal(Parsing.bytes(message.getEphemeral()), Parsing.bytes(message.getSealed())),
                manifests));
    }

    private static EmergencyRecord message(RecordVersion version) {
        return EmergencyRecord.newBuilder()
                .setAuthor(version.record().team().domain())
                .setRecord(org.tocsin.exchange.v1.RecordVersion.newBuilder()
                        .setEpoch(version.record().epoch())
                        .setLocalId(Parsing.string(version.record().localId()))
                        .setVersion(version.version()))
                .build();
    }

    private static RecordVersion version(EmergencyRecord message) throws WireException {
        Team author = Parsing.team(message.getAuthor(), "emergency.records.author");
        var record = message.getRecord();
        return Parsing.checked(() -> new RecordVersion(
                new RecordId(author, record.getEpoch(), Parsing.bytes(record.getLocalId())), record.getVersion()));
    }

    static SortedSet<Team> teams(List<String> domains, String what) throws WireException {
        SortedSet<Team> teams = new TreeSet<>();
        for (String domain : ascending(domains, what)) {
            teams.add(Parsing.team(domain, what));
        }
        return teams;
    }

    /// Ascending and each once: there is one way to write a set.
    private static SortedSet<String> ascending(List<String> texts, String what) throws WireException {
        SortedSet<String> all = new TreeSet<>();
        for (String text : texts) {
            if (!all.isEmpty() && all.last().compareTo(text) >= 0) {
                throw new WireException(what + " does not ascend");
            }
            all.add(text);
        }
        return all;
    }

    static Optional<Words> words(String text, String language) throws WireException {
        if (text.isEmpty() && language.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Parsing.checked(() -> new Words(text, language)));
    }

    static Instant instant(long milliseconds, String what) throws WireException {
        return Instant.ofEpochMilli(Parsing.notNegative(milliseconds, what));
    }

    static Optional<ZoneId> zone(String name, String what) throws WireException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(Parsing.text(name, ZONE_BYTES_MAX, what)));
        } catch (DateTimeException unknown) {
            throw new WireException(what + " is no time zone that is known here");
        }
    }
}
