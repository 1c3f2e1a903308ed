package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.wire.ProfileCodec;

/// A partner's list of telephones cannot be poisoned: what is another team's, old, ended or no profile is refused, and
/// the last good one stays. Rules R-PRO-2 to R-PRO-5; threat S-POISONED-CONTACT.
class ProfileForgeryTest {
    private final Instant now = Instant.ofEpochMilli(InstantSource.system().millis());

    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;
    private AuthorStream control;

    @BeforeEach
    void startReceiver() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.GREEN);
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
        control = new AuthorStream(author, jp, Lane.CONTROL).open(1);
    }

    @AfterEach
    void whatIsHeldIsMadeAgainTheSame() {
        try {
            Rebuild.Report rebuilt = new Rebuild(
                            jp.ledger().view(), List.of(new RecordProjection(), new ControlProjection(jp.team)))
                    .run((done, total) -> {});
            assertTrue(rebuilt.same(), rebuilt.toString());
        } finally {
            jp.close();
        }
    }

    @Test
    void theLastGoodOneStaysWhateverIsForged() throws Exception {
        Bytes good = profile(es.team, 3, now, Duration.ofDays(365));
        assertEquals(List.of(), deliver(good));
        assertHeld(good);

        assertEquals(List.of(RefusalReason.NOT_ENTITLED), deliver(profile(jp.team, 4, now, Duration.ofDays(365))));
        assertEquals(
                List.of(RefusalReason.NOT_ENTITLED),
                deliver(profile(new Team("cert-fr.example"), 4, now, Duration.ofDays(365))));
        // Lower, the same with other words, ended a moment ago, and no profile at all.
        assertEquals(List.of(RefusalReason.VERSION_CONFLICT), deliver(profile(es.team, 2, now, Duration.ofDays(365))));
        assertEquals(List.of(RefusalReason.VERSION_CONFLICT), deliver(profile(es.team, 3, now, Duration.ofDays(300))));
        assertEquals(
                List.of(RefusalReason.EXPIRED),
                deliver(profile(es.team, 4, now.minus(Duration.ofDays(365)), Duration.ofDays(365))));
        assertEquals(List.of(RefusalReason.MALFORMED), deliver(Bytes.ofUtf8("no profile")));
        Fragment.Document document = new Fragment.Document(Tlp.AMBER, profile(es.team, 5, now, Duration.ofDays(9)));
        assertEquals(
                List.of(RefusalReason.MALFORMED),
                reasons(control.deliver(author.document(
                        Statement.Kind.TEAM_PROFILE, List.of(), List.<Fragment>of(document, document)))));
        assertHeld(good);

        // The same document again is no news, and a better one replaces it.
        assertEquals(List.of(), deliver(good));
        assertHeld(good);
        Bytes better = profile(es.team, 9, now, Duration.ofDays(30));
        assertEquals(List.of(), deliver(better));
        assertHeld(better);
    }

    @Test
    void noOtherLaneCarriesIt() throws Exception {
        for (Lane lane : List.of(Lane.ROUTINE, Lane.BULK, Lane.EMERGENCY)) {
            Receipt receipt = new AuthorStream(author, jp, lane)
                    .open(1)
                    .deliver(stated(profile(es.team, 1, now, Duration.ofDays(365))));
            assertEquals(List.of(RefusalReason.KIND_NOT_CARRIED), reasons(receipt), lane.name());
        }
        assertEquals(Optional.empty(), held());
    }

    private List<RefusalReason> deliver(Bytes document) throws Exception {
        return reasons(control.deliver(stated(document)));
    }

    private AuthorKit.Entry stated(Bytes document) {
        return author.document(Statement.Kind.TEAM_PROFILE, List.of(), document);
    }

    private static List<RefusalReason> reasons(Receipt receipt) {
        return receipt.refusals().stream().map(Receipt.Refusal::reason).toList();
    }

    private Optional<Bytes> held() {
        return jp.database()
                .transactions()
                .read(session -> Profiles.find(session, es.team))
                .map(Profiles.Held::document);
    }

    private void assertHeld(Bytes document) {
        assertEquals(Optional.of(document), held());
    }

    private static Bytes profile(Team team, int version, Instant updated, Duration valid) {
        TeamProfile sample = ProfileSamples.filled();
        return ProfileCodec.encode(new TeamProfile(
                team,
                version,
                updated,
                updated.plus(valid),
                updated.plus(valid),
                sample.names(),
                sample.reach(),
                sample.openPgpKeys(),
                sample.sealingKey(),
                sample.constituency(),
                sample.memberships(),
                sample.passages()));
    }
}
