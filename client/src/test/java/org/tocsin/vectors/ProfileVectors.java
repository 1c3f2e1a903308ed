package org.tocsin.vectors;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.exchange.v1.OpenHours;
import org.tocsin.exchange.v1.TeamProfile;
import org.tocsin.model.Bytes;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SpokenWords;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.wire.ProfileCodec;

/// Profiles that hold, and forged ones that break rule R-PRO-2; and the words of rule R-PRO-6.
final class ProfileVectors {
    private ProfileVectors() {}

    static Map<String, Object> make() throws InvalidProtocolBufferException {
        Bytes filled = ProfileCodec.encode(ProfileSamples.filled());
        TeamProfile good = TeamProfile.parseFrom(filled.array());
        Map<String, Object> file = new LinkedHashMap<>();
        file.put(
                "good",
                List.of(
                        Map.of("document", filled.hex()),
                        Map.of(
                                "document",
                                ProfileCodec.encode(new ProfileSamples(5).profile())
                                        .hex())));
        List<Map<String, Object>> bad = new ArrayList<>();
        add(bad, "version 0", good.toBuilder().setVersion(0));
        add(bad, "no language", good.toBuilder().clearLanguages());
        add(bad, "valid until before its last change", good.toBuilder().setValidUntilMs(good.getUpdatedMs()));
        add(bad, "reviewed after its end", good.toBuilder().setReviewMs(good.getValidUntilMs() + 1));
        add(
                bad,
                "a number that is not E.164",
                good.toBuilder().setPhones(0, good.getPhones(0).toBuilder().setNumber("+81-3-5555-0100")));
        add(bad, "a telephone twice", good.toBuilder().addPhones(good.getPhones(0)));
        add(bad, "a control character", good.toBuilder().setHost("\u001b[2J"));
        add(bad, "a second line in a name", good.toBuilder().setOfficialName("CERT\nof another"));
        add(
                bad,
                "hours on no day",
                good.toBuilder()
                        .setBusinessHours(OpenHours.newBuilder()
                                .addSpans(good.getBusinessHours().getSpans(0).toBuilder()
                                        .setDays(0))));
        add(bad, "hours that say nothing", good.toBuilder().setBusinessHours(OpenHours.getDefaultInstance()));
        add(
                bad,
                "a passage out of order",
                good.toBuilder().setPassages(0, good.getPassages(1)).setPassages(1, good.getPassages(0)));
        add(
                bad,
                "a bit behind a network's prefix",
                good.toBuilder()
                        .setConstituency(good.getConstituency().toBuilder().setNetworks(0, "192.0.2.1/24")));
        add(
                bad,
                "a kind of telephone that nobody knows",
                good.toBuilder().setPhones(0, good.getPhones(0).toBuilder().setKindValue(99)));
        var unknown = new ByteArrayOutputStream();
        unknown.writeBytes(filled.array());
        unknown.writeBytes(new byte[] {(byte) 0xf8, 0x3f, 1});
        bad.add(forged("a field that nobody knows", Bytes.wrap(unknown.toByteArray())));
        var twice = new ByteArrayOutputStream();
        twice.writeBytes(filled.array());
        twice.writeBytes(new byte[] {16, 3});
        bad.add(forged("its version twice", Bytes.wrap(twice.toByteArray())));
        file.put("bad", bad);
        file.put("spoken", spoken());
        return file;
    }

    private static Map<String, Object> spoken() {
        Map<String, Object> spoken = new LinkedHashMap<>();
        Bytes terms = Bytes.ofUtf8("terms");
        spoken.put("terms", terms.hex());
        spoken.put("date", "2026-11-22");
        spoken.put("team", ProfileSamples.JP.domain());
        spoken.put("words", String.join(" ", SpokenWords.said(Sha256.of(terms), ProfileSamples.AT, ProfileSamples.JP)));
        return spoken;
    }

    private static void add(List<Map<String, Object>> bad, String why, TeamProfile.Builder forged) {
        bad.add(forged(why, Bytes.wrap(forged.build().toByteArray())));
    }

    private static Map<String, Object> forged(String why, Bytes document) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("why", why);
        one.put("rule", "R-PRO-2");
        one.put("document", document.hex());
        return one;
    }
}
