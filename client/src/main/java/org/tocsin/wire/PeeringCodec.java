package org.tocsin.wire;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.control.Introduction;

/// Cards of teams, and introductions. Rules R-PEER-1, R-PEER-4.
public final class PeeringCodec {
    public static final int CARD_BYTES_MAX = 1024 * 1024;
    /// A document of a statement is one fragment.
    public static final int INTRODUCTION_BYTES_MAX = 768 * 1024;

    private PeeringCodec() {}

    /// A team's card.
    ///
    /// @param profile the exact bytes of its `TeamProfile`; empty: it stated none
    public record Card(List<TeamManifest.Signed> manifests, Bytes profile) {
        public Card {
            manifests = List.copyOf(manifests);
        }
    }

    public static Bytes encode(Card card) {
        return Bytes.wrap(org.tocsin.exchange.v1.PeerCard.newBuilder()
                .addAllManifests(EvidenceCodec.messages(card.manifests()))
                .setProfile(Parsing.string(card.profile()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes are not a card
    public static Card decodeCard(Bytes bytes) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.PeerCard.parser(), bytes, CARD_BYTES_MAX, "card");
        if (message.getManifestsCount() == 0) {
            throw new WireException("a card without manifests");
        }
        if (message.getProfile().size() > ProfileCodec.BYTES_MAX) {
            throw new WireException("card.profile is longer than a profile may be");
        }
        return new Card(EvidenceCodec.models(message.getManifestsList()), Parsing.bytes(message.getProfile()));
    }

    public static Bytes encode(Introduction introduction) {
        return Bytes.wrap(org.tocsin.exchange.v1.Introduction.newBuilder()
                .setTeam(introduction.team().domain())
                .addAllManifests(EvidenceCodec.messages(introduction.manifests()))
                .setReason(introduction.reason())
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes are not an introduction
    public static Introduction decodeIntroduction(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.Introduction.parser(), document, INTRODUCTION_BYTES_MAX, "introduction");
        Team team = Parsing.team(message.getTeam(), "introduction.team");
        String reason = Parsing.text(message.getReason(), Introduction.REASON_BYTES_MAX, "introduction.reason");
        List<TeamManifest.Signed> manifests = EvidenceCodec.models(message.getManifestsList());
        return Parsing.checked(() -> new Introduction(team, manifests, reason));
    }
}
