package org.tocsin.node.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.store.Database;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;

/// What may be stated about an agreement, by what was stated before. Rules R-AGR-5, R-AGR-8, R-AGR-9.
class AgreementRulesTest {
    private static final Team SPAIN = new Team("cert-es.example");
    private static final Team JAPAN = new Team("cert-jp.example");
    private static final Bytes ID = Bytes.ofHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    private static final Bytes OTHER = Bytes.ofHex("b0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int NOTICE_DAYS = 30;

    @TempDir
    private Path directory;

    private Database database;

    @BeforeEach
    void signTheFirstVersion() {
        database = Database.open(new Database.Address.SqliteFile(directory.resolve("rules.db")));
        ourSignature(terms(1, Optional.empty()));
        theirSignature(terms(1, Optional.empty()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void lessIsTakenWhateverIsMissingAndMoreOnlyInOrder() {
        assertEquals(Optional.empty(), objection(1, new Act.Suspend()));
        assertEquals(Optional.empty(), objection(3, new Act.Suspend()));
        assertEquals(Optional.of(RefusalReason.VERSION_CONFLICT), objection(2, new Act.Resume()));
        state(3, new Act.Suspend());
        for (int replayed : List.of(1, 2, 3)) {
            assertEquals(
                    Optional.of(RefusalReason.VERSION_CONFLICT), objection(replayed, new Act.Suspend()), "replayed");
        }
        assertEquals(Optional.of(RefusalReason.VERSION_CONFLICT), objection(5, new Act.Resume()));
        assertEquals(Optional.empty(), objection(4, new Act.Resume()));
    }

    @Test
    void onlyOnesOwnRestrictionIsLiftedAndOnlyOnce() {
        assertEquals(Optional.of(RefusalReason.MALFORMED), objection(1, new Act.Lift(1)));
        stateBy(SPAIN, JAPAN, 1, restriction());
        assertEquals(Optional.of(RefusalReason.MALFORMED), objection(1, new Act.Lift(1)));
        state(1, restriction());
        assertEquals(Optional.empty(), objection(2, new Act.Lift(1)));
        state(2, new Act.Lift(1));
        assertEquals(Optional.of(RefusalReason.MALFORMED), objection(3, new Act.Lift(1)));
        assertEquals(1, acts().restrictions().size());
    }

    @Test
    void aTerminationGivesItsNoticeAndTheEarliestOneCounts() {
        Instant earliest = NOON.plus(Duration.ofDays(NOTICE_DAYS));
        assertEquals(Optional.of(RefusalReason.MALFORMED), objection(1, new Act.Terminate(earliest.minusMillis(1))));
        assertEquals(Optional.empty(), objection(1, new Act.Terminate(earliest)));
        state(1, new Act.Terminate(earliest.plusSeconds(60)));
        stateBy(SPAIN, JAPAN, 1, new Act.Terminate(earliest));
        state(2, new Act.Terminate(earliest.plusSeconds(30)));
        assertEquals(Optional.of(earliest), acts().terminatedAt());
    }

    @Test
    void onlyWhatTheOtherPartyProposedIsDeclined() {
        assertEquals(Optional.of(RefusalReason.MALFORMED), objection(1, new Act.Decline()));
        Bytes second = terms(2, Optional.of(Sha256.of(terms(1, Optional.empty()))));
        theirSignature(second);
        assertEquals(Optional.of(RefusalReason.MALFORMED), objection(JAPAN, SPAIN, 2, 1, new Act.Decline()));
        assertEquals(Optional.empty(), objection(SPAIN, JAPAN, 2, 1, new Act.Decline()));
    }

    @Test
    void nothingIsStatedAboutWhatNobodySigned() {
        assertEquals(Optional.of(RefusalReason.NO_AGREEMENT), objection(JAPAN, SPAIN, 7, 1, new Act.Suspend()));
        var unknown = new AgreementAct(OTHER, 1, SPAIN, 1, "", NOON, new Act.Suspend());
        assertEquals(Optional.of(RefusalReason.NO_AGREEMENT), objection(JAPAN, unknown));
        assertEquals(
                Optional.of(RefusalReason.NO_AGREEMENT),
                objection(new Team("fusion.example"), SPAIN, 1, 1, new Act.Suspend()));
    }

    @Test
    void aVersionFollowsTheLastOneThatBothSigned() {
        Digest first = Sha256.of(terms(1, Optional.empty()));
        assertEquals(true, follows(terms(2, Optional.of(first))));
        assertEquals(true, follows(terms(9, Optional.of(first))));
        assertEquals(false, follows(terms(2, Optional.empty())));
        assertEquals(false, follows(terms(1, Optional.of(first))));
        Bytes second = terms(2, Optional.of(first));
        theirSignature(second);
        assertEquals(true, follows(terms(3, Optional.of(first))), "only one party signed the second");
        ourSignature(second);
        assertEquals(false, follows(terms(3, Optional.of(first))), "made before the second was known");
        assertEquals(true, follows(terms(3, Optional.of(Sha256.of(second)))));
        assertEquals(false, follows(second), "rolled back");
    }

    private boolean follows(Bytes terms) {
        return database.transactions().read(session -> AgreementIntake.follows(session, AgreementTable.decoded(terms)));
    }

    private AgreementActs acts() {
        return database.transactions().read(session -> AgreementActs.of(AgreementActTable.of(session, ID)));
    }

    private Optional<RefusalReason> objection(int number, Act act) {
        return objection(JAPAN, SPAIN, 1, number, act);
    }

    private Optional<RefusalReason> objection(Team by, Team to, int version, int number, Act act) {
        return objection(by, new AgreementAct(ID, version, to, number, "", NOON, act));
    }

    private Optional<RefusalReason> objection(Team by, AgreementAct act) {
        var said = new AgreementStatement.Acted(AgreementActCodec.encode(act), act, List.of());
        return database.transactions().read(session -> AgreementIntake.objection(session, by, said));
    }

    private void state(int number, Act act) {
        stateBy(JAPAN, SPAIN, number, act);
    }

    private void stateBy(Team by, Team to, int number, Act act) {
        Bytes document = AgreementActCodec.encode(new AgreementAct(ID, 1, to, number, "", NOON, act));
        database.transactions()
                .writing(session -> AgreementActTable.insert(
                        session,
                        new AgreementActTable.Held(ID, by, number, document, Sha256.of(document), 1, number, NOON)));
    }

    private void ourSignature(Bytes terms) {
        int version = AgreementTable.decoded(terms).version();
        database.transactions()
                .writing(session -> AgreementTable.insert(
                        session, new Own(ID, version, JAPAN, terms, Sha256.of(terms), 1, version, version, NOON)));
    }

    private void theirSignature(Bytes terms) {
        int version = AgreementTable.decoded(terms).version();
        database.transactions()
                .writing(session -> AgreementTable.insert(
                        session, new Theirs(ID, version, JAPAN, terms, Sha256.of(terms), Bytes.EMPTY, NOON)));
    }

    private static Act.Restrict restriction() {
        return new Act.Restrict(
                new Direction(SPAIN, JAPAN, Optional.of(Tlp.CLEAR)),
                new Direction(JAPAN, SPAIN, Optional.of(Tlp.CLEAR)));
    }

    private static Bytes terms(int version, Optional<Digest> previous) {
        return AgreementCodec.encode(new SharingAgreement(
                ID,
                version,
                previous,
                "Version " + version,
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2030-01-01T00:00:00Z"),
                new Conduct(
                        Optional.empty(), NOTICE_DAYS, 0, List.of(), Optional.empty(), 0, List.of(), Optional.empty()),
                new Direction(SPAIN, JAPAN, Optional.of(Tlp.GREEN)),
                new Direction(JAPAN, SPAIN, Optional.of(Tlp.GREEN))));
    }
}
