package org.tocsin.interop.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A link does to bytes what its plan says, and nothing else.
@Timeout(30)
class LinkTest {
    private static final int BYTES = 50_000;
    private static final int PLACE = 20_000;

    private final byte[] sent = new byte[BYTES];
    private ServerSocket echo;
    private Link link;

    /// Answers with what it hears, until it hears no more.
    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(sent);
        echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!echo.isClosed()) {
                try {
                    Socket heard = echo.accept();
                    Thread.ofVirtual().start(() -> answer(heard));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        link = Link.open(new InetSocketAddress(echo.getInetAddress(), echo.getLocalPort()), 1);
    }

    private static void answer(Socket heard) {
        try (heard) {
            heard.getInputStream().transferTo(heard.getOutputStream());
            heard.shutdownOutput();
        } catch (IOException broken) {
            assertFalse(heard.isConnected() && !heard.isClosed() && heard.isOutputShutdown());
        }
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        echo.close();
    }

    private byte[] exchanged(LinkFault there) throws IOException {
        link.plan(connection -> new LinkPlan(there, new LinkFault.None()));
        try (Socket socket = dial()) {
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        }
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    @Test
    void whatOnlyTakesTimeChangesNoByte() throws IOException {
        for (LinkFault fault : List.of(
                new LinkFault.None(),
                new LinkFault.Delay(Duration.ofMillis(1), Duration.ofMillis(3)),
                new LinkFault.Rate(1_000_000),
                new LinkFault.Split(100),
                new LinkFault.Merge(Duration.ofMillis(5)))) {
            assertArrayEquals(sent, exchanged(fault), fault.toString());
        }
    }

    @Test
    void aSlowLinkIsAsSlowAsPlanned() throws IOException {
        long before = System.nanoTime();
        exchanged(new LinkFault.Rate(250_000));
        assertTrue(System.nanoTime() - before >= Duration.ofMillis(200).toNanos());
    }

    @Test
    void oneBitIsFlippedAtItsPlace() throws IOException {
        byte[] heard = exchanged(new LinkFault.Flip(PLACE, 3));
        assertEquals(sent[PLACE] ^ 8, heard[PLACE]);
        heard[PLACE] = sent[PLACE];
        assertArrayEquals(sent, heard);
    }

    @Test
    void aHalfClosedDirectionEndsAndTheOtherGoesOn() throws IOException {
        assertArrayEquals(Arrays.copyOf(sent, PLACE), exchanged(new LinkFault.HalfClose(PLACE)));
    }

    @Test
    void whatIsResetBreaks() throws IOException {
        link.plan(connection -> new LinkPlan(new LinkFault.Reset(PLACE), new LinkFault.None()));
        try (Socket socket = dial()) {
            assertThrows(SocketException.class, () -> {
                socket.getOutputStream().write(sent);
                socket.getInputStream().readAllBytes();
                throw new SocketException("the answer was short");
            });
        }
    }

    @Test
    void whatIsCutEndsAtItsPlace() throws IOException {
        link.plan(connection -> new LinkPlan(new LinkFault.None(), new LinkFault.Cut(100)));
        try (Socket socket = dial()) {
            socket.getOutputStream().write(sent, 0, 200);
            assertArrayEquals(Arrays.copyOf(sent, 100), socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void aBlackHoleIsSilentUntilItIsReset() throws IOException {
        link.plan(
                connection -> new LinkPlan(new LinkFault.BlackHole(100, Duration.ofMillis(600)), new LinkFault.None()));
        try (Socket socket = dial()) {
            socket.getOutputStream().write(sent, 0, 100);
            assertEquals(100, socket.getInputStream().readNBytes(100).length);
            socket.setSoTimeout(200);
            socket.getOutputStream().write(sent, 0, 100);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
            socket.setSoTimeout(5_000);
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void oneSeedGivesOneFault() {
        for (LinkFault.Kind kind : LinkFault.Kind.values()) {
            assertEquals(kind.of(new Random(5)), kind.of(new Random(5)));
        }
    }
}
