package org.tocsin.node.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;

/// R-AGR-10.
class AccessionsTest {
    private static final Team HUB = new Team("fusion.example");
    private static final Team MEMBER = new Team("cert-jp.example");
    private static final Bytes GENERAL =
            AgreementCodec.encode(agreement(Accessions.MEMBER, Tlp.GREEN, 30, Optional.empty()));
    private static final Accessions HUBS = new Accessions(Optional.of(GENERAL));

    @Test
    void whatIsTheGeneralTermsWithTheMembersNameIsAnAccession() {
        SharingAgreement acceding = agreement(MEMBER, Tlp.GREEN, 30, named(Sha256.of(GENERAL)));
        assertEquals(Optional.empty(), HUBS.objection(acceding, HUB));
        assertEquals(Optional.empty(), HUBS.objection(acceding, MEMBER));
        assertEquals(Optional.empty(), Accessions.NONE.objection(acceding, MEMBER));
        assertEquals(Optional.empty(), HUBS.objection(agreement(MEMBER, Tlp.RED, 1, Optional.empty()), HUB));
    }

    @Test
    void whatDiffersInAnyTermIsNone() {
        Optional<String> differs = Optional.of("its terms are not the general terms that it names");
        Optional<Conduct.Accession> named = named(Sha256.of(GENERAL));
        assertEquals(differs, HUBS.objection(agreement(MEMBER, Tlp.AMBER, 30, named), HUB));
        assertEquals(differs, HUBS.objection(agreement(MEMBER, Tlp.GREEN, 29, named), HUB));
        assertEquals(differs, HUBS.objection(agreement(MEMBER, Tlp.GREEN, 29, named), MEMBER));
    }

    @Test
    void aHubTakesNoAccessionToTermsThatItDoesNotOffer() {
        Optional<String> notOffered = Optional.of("it accedes to terms that we do not offer");
        SharingAgreement other = agreement(MEMBER, Tlp.GREEN, 30, named(Digest.ZERO));
        assertEquals(notOffered, HUBS.objection(other, HUB));
        assertEquals(notOffered, Accessions.NONE.objection(other, HUB));
    }

    private static Optional<Conduct.Accession> named(Digest general) {
        return Optional.of(new Conduct.Accession(HUB, general));
    }

    private static SharingAgreement agreement(
            Team member, Tlp ceiling, int noticeDays, Optional<Conduct.Accession> accession) {
        boolean hubFirst = HUB.compareTo(member) < 0;
        Direction out = new Direction(HUB, member, Optional.of(ceiling));
        Direction in = new Direction(member, HUB, Optional.of(Tlp.GREEN));
        return new SharingAgreement(
                Bytes.ofHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
                1,
                Optional.empty(),
                "Members",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2030-01-01T00:00:00Z"),
                new Conduct(Optional.empty(), noticeDays, 0, List.of(), Optional.empty(), 0, List.of(), accession),
                hubFirst ? out : in,
                hubFirst ? in : out);
    }
}
