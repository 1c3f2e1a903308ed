package org.tocsin.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// Addresses inside one's own walls: a partner that names one is not dialled there, unless the operator named the
/// partner. Threat T35.
class InnerAddressTest {
    private static final Team NAMED = new Team("cert-es.example");
    private static final Team OTHER = new Team("cert-jp.example");
    private static final List<String> INSIDE = List.of(
            "127.0.0.1",
            "127.255.255.254",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "0.1.2.3",
            "::1",
            "fc00::1",
            "fdff::1",
            "fec0::1",
            "::10.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.1.1",
            "64:ff9b::10.1.2.3",
            "64:ff9b::127.0.0.1",
            "64:ff9b:1:a00:0:100::",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.255.255",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2002:7f00:1::1",
            "2002:c0a8:101::1");
    private static final List<String> OUTSIDE = List.of(
            "192.0.2.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.1",
            "2001:1::1",
            "64:ff9b:2::1",
            "2001:db8::1",
            "fb00::1",
            "64:ff9b::192.0.2.1",
            "2002:c000:201::1");

    @Test
    void addressesInsideAreToldFromThoseOutside() {
        for (String inside : INSIDE) {
            assertTrue(InnerAddress.is(InetAddress.ofLiteral(inside)), inside);
        }
        for (String outside : OUTSIDE) {
            assertFalse(InnerAddress.is(InetAddress.ofLiteral(outside)), outside);
        }
    }

    /// A resolver answers with these as they are; a literal never is one.
    @Test
    void mappedAddressesAreWhatTheyStandFor() throws Exception {
        for (String inside : List.of("127.0.0.1", "10.0.0.1", "192.168.1.1", "0.0.0.1")) {
            assertTrue(InnerAddress.is(mapped(inside)), inside);
        }
        assertFalse(InnerAddress.is(mapped("192.0.2.1")));
        assertEquals(InetAddress.ofLiteral("169.254.169.254"), InnerAddress.carried(mapped("169.254.169.254")));
    }

    private static InetAddress mapped(String ipv4) throws UnknownHostException {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, 10, 12, (byte) 0xff);
        System.arraycopy(InetAddress.ofLiteral(ipv4).getAddress(), 0, bytes, 12, 4);
        InetAddress mapped = Inet6Address.getByAddress(null, bytes, 0);
        assertEquals(16, mapped.getAddress().length);
        return mapped;
    }

    @Test
    void onlyTeamsThatTheOperatorNamedAreDialledInside() throws PeerFault {
        PeerDialer dialer = dialer();
        for (String inside : INSIDE) {
            String endpoint = inside.contains(":") ? "[" + inside + "]:7443" : inside + ":7443";
            PeerFault refused = assertThrows(PeerFault.class, () -> dialer.dial(OTHER, endpoint), endpoint);
            assertTrue(String.valueOf(refused.getMessage()).contains("delivery.private_addresses"), endpoint);
            assertThrows(PeerFault.class, () -> dialer.dialUrgent(OTHER, endpoint), endpoint);
            assertEquals(7443, dialer.address(NAMED, endpoint).getPort());
        }
        // Under whatever name.
        PeerFault refused = assertThrows(PeerFault.class, () -> dialer.dial(OTHER, "localhost:7443"));
        assertTrue(String.valueOf(refused.getMessage()).contains("delivery.private_addresses"));
        assertEquals(7443, dialer.address(OTHER, "192.0.2.1:7443").getPort());
    }

    @Test
    void endpointsThatStandForInsideAreKnownWithoutAskingAnybody() {
        assertEquals(
                List.of(true, true, true, false, false, false),
                List.of(
                        PeerDialer.isInside("127.0.0.1:1"),
                        PeerDialer.isInside("[fd00::1]:1"),
                        PeerDialer.isInside("localhost:1"),
                        PeerDialer.isInside("192.0.2.1:1"),
                        PeerDialer.isInside("node.cert-es.example:1"),
                        PeerDialer.isInside("")));
    }

    private static PeerDialer dialer() {
        TeamPapers papers = TeamPapers.make(
                new TeamPapers.Plan(OTHER, "a team", "node-1", List.of("127.0.0.1:1"), Suite.ED25519),
                new SecureRandom(),
                Instant.now());
        Trust trust = new Trust(OTHER, List.of(papers.pinned()));
        TlsContexts tls = new TlsContexts(
                trust, papers.node(), TlsContexts.Classical.REFUSE, InstantSource.system(), refusal -> {});
        return new PeerDialer(trust, tls, InstantSource.system(), NAMED::equals);
    }
}
