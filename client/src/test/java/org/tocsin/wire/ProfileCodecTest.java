package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.Constituency;
import org.tocsin.exchange.v1.OpenHours;
import org.tocsin.exchange.v1.OpenSpan;
import org.tocsin.exchange.v1.Passage;
import org.tocsin.exchange.v1.PassageKind;
import org.tocsin.exchange.v1.TeamProfile;
import org.tocsin.model.Bytes;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.testing.SharedData;

/// Profiles come back as they were, have one form only, and keep every bound. Rule R-PRO-2.
class ProfileCodecTest {
    private static final int CASES = 2_000;
    private static final long SEED = 11;

    @Test
    void everyProfileComesBackAsItWasAndHasOneForm() throws WireException {
        var samples = new ProfileSamples(SEED);
        for (int i = 0; i < CASES; i++) {
            var profile = i == 0 ? ProfileSamples.filled() : samples.profile();
            Bytes document = ProfileCodec.encode(profile);
            assertEquals(profile, ProfileCodec.decode(document));
            assertEquals(document, ProfileCodec.encode(ProfileCodec.decode(document)));
        }
    }

    @Test
    void whatIsBeyondABoundOrSaidTwiceIsRefused() throws Exception {
        TeamProfile good = TeamProfile.parseFrom(
                ProfileCodec.encode(ProfileSamples.filled()).array());
        for (UnaryOperator<TeamProfile.Builder> change : changes(good)) {
            TeamProfile bad = change.apply(good.toBuilder()).build();
            assertThrows(WireException.class, () -> ProfileCodec.decode(Bytes.wrap(bad.toByteArray())), bad::toString);
        }
    }

    private static List<UnaryOperator<TeamProfile.Builder>> changes(TeamProfile good) {
        List<UnaryOperator<TeamProfile.Builder>> changes = new ArrayList<>();
        changes.add(p -> p.setTeam("nobody"));
        changes.add(p -> p.setVersion(0));
        changes.add(p -> p.setVersion(-1));
        changes.add(p -> p.setValidUntilMs(good.getUpdatedMs()));
        changes.add(p -> p.setValidUntilMs(good.getUpdatedMs() + 1_827L * 86_400_000 + 1));
        changes.add(p -> p.setReviewMs(good.getValidUntilMs() + 1));
        changes.add(p -> p.setShortName(""));
        changes.add(p -> p.setShortName("x".repeat(101)));
        changes.add(p -> p.setOfficialName("two\nlines"));
        changes.add(p -> p.setHost("bell \u0007"));
        changes.add(p -> p.setAddress("x".repeat(501)));
        changes.add(p -> p.setAddress("next line \u0085"));
        changes.add(p -> p.setCountry("jp"));
        changes.add(p -> p.setEstablished("1998-4-1"));
        changes.add(p -> p.setTimeZone(""));
        changes.add(p -> p.setTimeZone("../etc/passwd"));
        changes.add(TeamProfile.Builder::clearLanguages);
        changes.add(p -> p.addLanguages("ja"));
        changes.add(p -> p.addLanguages("not a tag"));
        changes.add(p -> p.setBusinessHours(OpenHours.getDefaultInstance()));
        changes.add(p -> p.setBusinessHours(good.getBusinessHours().toBuilder().setAlways(true)));
        for (OpenSpan span :
                List.of(span(0, 0, 1), span(128, 0, 1), span(1, 1_440, 1), span(1, 0, 0), span(1, 0, 1_441))) {
            changes.add(p -> p.setBusinessHours(OpenHours.newBuilder().addSpans(span)));
        }
        changes.add(p -> p.addPhones(good.getPhones(0)));
        changes.add(p -> p.setPhones(0, good.getPhones(0).toBuilder().setNumber("+81-3-5555-0100")));
        changes.add(p -> p.setPhones(0, good.getPhones(0).toBuilder().clearKind()));
        changes.add(p -> p.setPhones(0, good.getPhones(0).toBuilder().clearVisibility()));
        changes.add(p -> p.setPhones(0, good.getPhones(0).toBuilder().setKindValue(99)));
        changes.add(p -> p.setEmails(0, good.getEmails(0).toBuilder().setAddress("a@b\r\nBcc: c@d.example")));
        changes.add(p -> p.addWebsites("javascript:alert(1)"));
        changes.add(p -> p.setOutOfBand(0, good.getOutOfBand(0).toBuilder().clearDescription()));
        changes.add(p -> p.setPersons(0, good.getPersons(0).toBuilder().clearRole()));
        changes.add(p -> p.setOpenPgpKeys(0, good.getOpenPgpKeys(0).toBuilder().setFingerprint(zeros(21))));
        changes.add(p -> p.setSealingKey(zeros(31)));
        changes.add(p -> p.setConstituency(Constituency.getDefaultInstance()));
        return changes(good, changes);
    }

    private static List<UnaryOperator<TeamProfile.Builder>> changes(
            TeamProfile good, List<UnaryOperator<TeamProfile.Builder>> changes) {
        changes.add(p -> p.setMemberships(0, good.getMemberships(0).toBuilder().setName("FIRST")));
        changes.add(p -> p.setMemberships(1, good.getMemberships(1).toBuilder().clearName()));
        changes.add(p -> p.addPassages(good.getPassages(0)));
        changes.add(p -> p.setPassages(0, Passage.newBuilder().setKind(PassageKind.PASSAGE_KIND_DISTRIBUTION_LIST)));
        changes.add(p -> p.setPassages(0, good.getPassages(1)).setPassages(1, good.getPassages(0)));
        changes.add(p -> p.setPassages(0, good.getPassages(0).toBuilder().setText("x".repeat(2_001))));
        return changes;
    }

    @Test
    void theCommittedVectorsHoldAndTheForgedOnesAreRefused() throws Exception {
        String file = Files.readString(SharedData.repositoryTop().resolve("proto/vectors/profiles.json"));
        int forgedFrom = file.indexOf("\"bad\"");
        Matcher documents = Pattern.compile("\"document\": \"([0-9a-f]+)\"").matcher(file);
        int good = 0;
        int bad = 0;
        while (documents.find()) {
            Bytes document = Bytes.ofHex(documents.group(1));
            if (documents.start() < forgedFrom) {
                assertEquals(document, ProfileCodec.encode(ProfileCodec.decode(document)));
                good++;
            } else {
                assertThrows(WireException.class, () -> ProfileCodec.decode(document));
                bad++;
            }
        }
        assertEquals(2, good);
        assertEquals(15, bad);
    }

    @Test
    void listsAreBoundedAndSorted() throws Exception {
        TeamProfile good = TeamProfile.parseFrom(
                ProfileCodec.encode(ProfileSamples.filled()).array());
        for (Constituency.Builder bad : List.of(
                Constituency.newBuilder().addDomains("b.example").addDomains("a.example"),
                Constituency.newBuilder().addDomains("A.example"),
                Constituency.newBuilder().addSystems(0),
                Constituency.newBuilder().addNetworks("10.0.0.1/8"),
                Constituency.newBuilder().addNetworks("2001:DB8::/32"),
                Constituency.newBuilder().addNetworks("2001:db8:0:0::/32"),
                Constituency.newBuilder().addCountries("ESP"),
                Constituency.newBuilder().addSectors("two words"))) {
            Bytes document =
                    Bytes.wrap(good.toBuilder().setConstituency(bad).build().toByteArray());
            assertThrows(WireException.class, () -> ProfileCodec.decode(document), bad::toString);
        }
    }

    @Test
    void otherBytesForTheSameProfileAreRefused() throws Exception {
        Bytes document = ProfileCodec.encode(ProfileSamples.filled());
        var twice = new ByteArrayOutputStream();
        twice.write(document.array());
        twice.write(document.array(), 0, 2 + ProfileSamples.JP.domain().length());
        assertThrows(WireException.class, () -> ProfileCodec.decode(Bytes.wrap(twice.toByteArray())));
        var unknown = new ByteArrayOutputStream();
        unknown.write(document.array());
        unknown.write(new byte[] {(byte) 0xf8, 0x3f, 1});
        assertThrows(WireException.class, () -> ProfileCodec.decode(Bytes.wrap(unknown.toByteArray())));
    }

    private static OpenSpan span(int days, int from, int to) {
        return OpenSpan.newBuilder()
                .setDays(days)
                .setFromMinute(from)
                .setToMinute(to)
                .build();
    }

    private static ByteString zeros(int length) {
        return ByteString.copyFrom(new byte[length]);
    }
}
