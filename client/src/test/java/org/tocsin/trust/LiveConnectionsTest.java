package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.trust.PeerIdentity.Role;

/// R-MAN-9: who is not believed any more is ended, and nobody else.
class LiveConnectionsTest {
    private final LiveConnections live = new LiveConnections();

    private static PeerIdentity of(Team team) {
        return new PeerIdentity(team, Role.NODE, "node-1", Digest.ZERO, Digest.ZERO, Papers.NOW);
    }

    private static EmbeddedChannel channel() {
        return new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    }

    @Test
    void aSweepEndsWhoIsNotTrustedAndLeavesTheOthers() {
        EmbeddedChannel trusted = channel();
        EmbeddedChannel revoked = channel();
        live.enter(trusted, of(Papers.ES));
        live.enter(revoked, of(Papers.JP));
        live.sweep(peer -> peer.team().equals(Papers.ES));
        assertTrue(trusted.isOpen());
        assertFalse(revoked.isOpen());
    }

    @Test
    void aConnectionThatEndedByItselfIsNotAskedAbout() {
        EmbeddedChannel gone = channel();
        live.enter(gone, of(Papers.JP));
        assertTrue(gone.close().isDone());
        gone.runPendingTasks();
        List<PeerIdentity> asked = new ArrayList<>();
        live.sweep(asked::add);
        assertEquals(List.of(), asked);
    }
}
