package org.tocsin.node.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.store.Database;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.wire.ProfileCodec;

/// Of what waits about emergencies one look takes so many and no more, and so many addresses are written to.
class EmergencyLimitsTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = ProfileSamples.JP;
    private static final Instant NOW = ProfileSamples.AT;

    @TempDir
    private Path directory;

    @Test
    void oneLookTakesAsManyAsItsLimitSaysAndTheNextOneTheRest() throws Exception {
        try (Database database = Database.open(new Database.Address.SqliteFile(directory.resolve("tocsin.db")))) {
            var transactions = database.transactions();
            int timers = DutyTimers.DUE_MAX + 1;
            int relays = RelayDesk.DUE_MAX + 1;
            int records = RecordsAhead.PENDING_MAX + 1;
            transactions.writing(session -> {
                for (int i = 0; i < timers; i++) {
                    DutyTimerTable.set(
                            session,
                            new DutyTimerTable.Timer(
                                    digest(i), JP, DutyTimerTable.What.ANSWER, NOW, NOW.plusSeconds(i)));
                }
                for (int i = 0; i < relays; i++) {
                    EmergencyRelayTable.owe(
                            session,
                            new EmergencyRelayTable.Handing(
                                    digest(i),
                                    digest(i),
                                    ES,
                                    JP,
                                    new Team("fusion.example"),
                                    new LaneJournal.Stated(1, i),
                                    NOW,
                                    Optional.empty()));
                }
                for (int i = 0; i < records; i++) {
                    EmergencyRecordTable.insert(
                            session,
                            EmergencyRecordTable.Held.of(
                                    new EmergencyRecordTable.Key(digest(i), JP, 0),
                                    new RecordVersion(new RecordId(ES, 1, Bytes.wrap(new byte[16])), 1),
                                    EmergencyRecordTable.State.PENDING,
                                    ""));
                }
            });
            Instant later = NOW.plusSeconds(timers);
            List<DutyTimerTable.Timer> due =
                    transactions.read(session -> DutyTimerTable.due(session, later, DutyTimers.DUE_MAX));
            assertEquals(DutyTimers.DUE_MAX, due.size());
            transactions.writing(session ->
                    due.forEach(timer -> DutyTimerTable.clear(session, timer.emergency(), timer.team(), timer.what())));
            assertEquals(
                    1,
                    transactions
                            .read(session -> DutyTimerTable.due(session, later, DutyTimers.DUE_MAX))
                            .size());
            assertEquals(
                    RelayDesk.DUE_MAX,
                    transactions
                            .read(session -> EmergencyRelayTable.due(session, ES, RelayDesk.DUE_MAX))
                            .size());
            List<EmergencyRecordTable.Held> pending =
                    transactions.read(session -> EmergencyRecordTable.pending(session, RecordsAhead.PENDING_MAX));
            assertEquals(RecordsAhead.PENDING_MAX, pending.size());
            transactions.writing(session -> pending.forEach(
                    one -> EmergencyRecordTable.stands(session, one.now(EmergencyRecordTable.State.LATER, "GONE"))));
            assertEquals(
                    1,
                    transactions
                            .read(session -> EmergencyRecordTable.pending(session, RecordsAhead.PENDING_MAX))
                            .size());
        }
    }

    @Test
    void ofAProfileWithManyAddressesTheFirstFewAreWrittenTo() throws Exception {
        TeamProfile filled = ProfileSamples.filled();
        Reach reach = filled.reach();
        List<Reach.Email> emails = new ArrayList<>();
        for (int i = 0; i < Reach.EMAILS_MAX; i++) {
            emails.add(new Reach.Email("incidents-" + i + "@cert-jp.example", "", Publicity.PUBLIC));
        }
        var many = new Reach(
                reach.address(),
                reach.timeZone(),
                reach.businessHours(),
                reach.languages(),
                reach.phones(),
                emails,
                reach.websites(),
                reach.outOfBand(),
                reach.persons());
        var profile = new TeamProfile(
                filled.team(),
                filled.version(),
                filled.updated(),
                filled.review(),
                filled.validUntil(),
                filled.names(),
                many,
                filled.openPgpKeys(),
                filled.sealingKey(),
                filled.constituency(),
                filled.memberships(),
                filled.passages());
        Instant at = filled.updated().plusSeconds(1);
        try (Database database = Database.open(new Database.Address.SqliteFile(directory.resolve("tocsin.db")))) {
            database.transactions()
                    .writing(session -> Profiles.replay(
                            session, new Profiles.Held(profile, ProfileCodec.encode(profile), at, 1, 0)));
            assertEquals(
                    emails.subList(0, ContactMail.CONTACTS_MAX).stream()
                            .map(Reach.Email::address)
                            .toList(),
                    database.transactions().read(session -> ContactMail.of(session, JP, at)).stream()
                            .map(ContactMail.Address::address)
                            .toList());
        }
    }

    private static Digest digest(int number) {
        return Digest.wrap(ByteBuffer.allocate(Digest.LENGTH).putInt(number).array());
    }
}
