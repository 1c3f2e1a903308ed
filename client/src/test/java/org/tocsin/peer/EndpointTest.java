package org.tocsin.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Endpoints that a manifest names: a host and a port, and nothing else that a dialler might understand (T35). What is
/// refused is refused by its form, before anybody is asked for an address.
class EndpointTest {
    private static final List<String> SCHEMES = List.of(
            "unix:",
            "unix:///",
            "unix-abstract:",
            "xds:///",
            "dns:///",
            "dns://8.8.8.8/",
            "ipv4:",
            "ipv6:",
            "passthrough:///",
            "vsock:",
            "file:///",
            "http://",
            "https://",
            "ldap://",
            "rmi://",
            "jar:file:",
            "ftp://",
            "gopher://",
            "inproc:",
            "jndi:ldap://");
    private static final List<String> HOSTILE = List.of(
            "",
            ":",
            ":443",
            "host",
            "host:",
            "host:0",
            "host:00443",
            "host:65536",
            "host:99999",
            "host:-1",
            "host:+443",
            "host: 443",
            "host:443 ",
            " host:443",
            "host:4 43",
            "host:443\n",
            "host\n:443",
            "host:443\r\nX: y",
            "host:0x1bb",
            "host:\u0664\u0664\u0663",
            "host,other:443",
            "host:443,other:443",
            "host:443;other:443",
            "user@host:443",
            "user:secret@host:443",
            "host/path:443",
            "host:443/path",
            "host?query:443",
            "host#fragment:443",
            "host%00:443",
            "host\0:443",
            "host%2e:443",
            "h\u00f6st:443",
            "\uff48ost:443",
            "host\u3002example:443",
            "\u202ehost:443",
            "*.example:443",
            "host_name:443",
            "[::1:443",
            "::1:443",
            "::1]:443",
            "[::1]443",
            "[::1%25lo]:443",
            "[::1%lo]:443",
            "[]:443",
            "[host]:443",
            "[127.0.0.1/8]:443",
            "[v1.fe80::a+en1]:443",
            "${jndi:ldap://host}:443",
            "$(host):443",
            "`host`:443",
            "host|other:443",
            "host&other:443",
            "'host':443",
            "\"host\":443",
            "<host>:443",
            "host\\other:443",
            "..\\host:443",
            "../host:443",
            "{host}:443");

    @Test
    void whatIsNotAHostAndAPortIsNotDialled() {
        List<String> targets = new ArrayList<>(HOSTILE);
        for (String scheme : SCHEMES) {
            targets.add(scheme + "host:443");
        }
        targets.add("x".repeat(254) + ":443");
        assertTrue(targets.size() >= 74, "targets: " + targets.size());
        for (String target : targets) {
            PeerFault refused = assertThrows(PeerFault.class, () -> PeerDialer.address(target), target);
            assertTrue(
                    List.of("not host:port", "no such port").contains(refused.getMessage()),
                    target + ": " + refused.getMessage());
        }
    }

    /// Where clouds keep a machine's secrets, among others.
    @Test
    void addressesThatNoPartnerHasAreNotDialled() {
        for (String target : List.of(
                "169.254.169.254:80",
                "[fe80::1]:443",
                "[::ffff:169.254.169.254]:80",
                "224.0.0.1:443",
                "[ff02::1]:443",
                "0.0.0.0:7443",
                "0:7443",
                "2852039166:80",
                "255.255.255.255:7443",
                "240.0.0.1:7443",
                "[::169.254.169.254]:80",
                "[64:ff9b::169.254.169.254]:80",
                "[64:ff9b::ffff:ffff]:80",
                "[2002:a9fe:a9fe::1]:80",
                "[2002::1]:80",
                "[::]:7443")) {
            PeerFault refused = assertThrows(PeerFault.class, () -> PeerDialer.address(target), target);
            assertEquals("an address that no partner has", refused.getMessage(), target);
        }
    }

    @Test
    void addressesAreDialledAsTheyStand() throws PeerFault {
        assertEquals("127.0.0.1", PeerDialer.address("127.0.0.1:1").getAddress().getHostAddress());
        assertEquals(65_535, PeerDialer.address("192.0.2.1:65535").getPort());
        assertEquals(
                "0:0:0:0:0:0:0:1", PeerDialer.address("[::1]:7443").getAddress().getHostAddress());
    }
}
