package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.model.Tlp;

/// Sixteen abuses of HTTP/2 by a partner with good papers, on a real node's peer port: each is ended and costs little
/// memory, and another partner's questions are answered meanwhile: with `-Dlong`, on a machine that does nothing else,
/// 99 of 100 within a tenth of a second. Threats S-FRAMES, S-HOSTILE-MESSAGE (T17, T20).
class AbuseProbesTest {
    /// What is meant. A machine that does other work at that moment may need more than one try.
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(2);
    private static final int TRIES = 10;
    private static final int ANSWERS = System.getProperty("long") == null ? 200 : 10_000;
    private static final long HEAP_GROWTH_MAX = 32L << 20;

    /// Made before: to make them takes this process longer than the node needs to be rid of them.
    private static final Map<AbuseProbe, ByteBuf> SENT =
            Arrays.stream(AbuseProbe.values()).collect(Collectors.toMap(probe -> probe, AbuseProbe::bytes));

    @TempDir
    static Path directory;

    private static EventLoopGroup loop;
    private static NodeRig jp;
    private static NodeRig abusing;
    private static NodeRig polite;
    private static SslContext papers;
    private static Bystander bystander;

    @BeforeAll
    static void start() throws Exception {
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        jp = new NodeRig(directory, "cert-jp.example");
        abusing = new NodeRig(directory, "cert-abusing.example", false);
        polite = new NodeRig(directory, "cert-polite.example", false);
        for (NodeRig rig : new NodeRig[] {abusing, polite}) {
            NodeRig.agree(rig, jp, Tlp.AMBER, Tlp.AMBER);
        }
        jp.start();
        papers = Bystander.contexts(abusing, jp).caller(jp.team);
        bystander = new Bystander(polite, jp);
    }

    @AfterAll
    static void stop() {
        bystander.close();
        jp.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @EnumSource
    void anAbuseIsEndedInTimeAndWithoutItsMemory(AbuseProbe probe) throws Exception {
        long before = usedHeap();
        int tries = 0;
        boolean ended = false;
        while (!ended && tries++ < TRIES) {
            ended = isEnded(probe);
        }
        assertTrue(ended, "not ended within " + ENDED_WITHIN + " in " + TRIES + " tries");
        long growth = usedHeap() - before;
        assertTrue(growth < HEAP_GROWTH_MAX, "the heap grew by " + growth);
    }

    /// At every try the abuse ends; whether in time is the question.
    private static boolean isEnded(AbuseProbe probe) throws Exception {
        try (RawPeer peer = new RawPeer(loop, papers, jp.port)) {
            peer.send(Objects.requireNonNull(SENT.get(probe)).retainedDuplicate());
            boolean ended = isEndedWithin(probe, peer, ENDED_WITHIN);
            assertTrue(ended || isEndedWithin(probe, peer, Duration.ofSeconds(60)), "never ended");
            return ended;
        }
    }

    private static boolean isEndedWithin(AbuseProbe probe, RawPeer peer, Duration time) throws Exception {
        return probe.isOfOneStream()
                ? peer.isStreamEndedWithin(time.toMillis(), TimeUnit.MILLISECONDS)
                : peer.isEndedWithin(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void anotherPartnersQuestionsAreAnsweredMeanwhile() throws Exception {
        assertEquals(16, AbuseProbe.values().length);
        // a node that has just been started answers slowly by itself
        abuseOnce();
        int asked = bystander.answered();
        while (bystander.answered() < asked + ANSWERS) {
            abuseOnce();
        }
        assertEquals(0, bystander.unanswered());
        System.out.println("another partner: " + bystander.figures(asked));
        assertTrue(bystander.isServed(asked), () -> bystander.figures(asked));
    }

    private static void abuseOnce() throws Exception {
        for (AbuseProbe probe : AbuseProbe.values()) {
            isEnded(probe);
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
