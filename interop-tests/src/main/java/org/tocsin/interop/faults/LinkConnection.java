package org.tocsin.interop.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/// One connection through a link: two sockets, and a virtual thread for each direction.
final class LinkConnection {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private final Socket caller;
    private final Socket called;
    private final LinkPlan plan;
    private final RandomGenerator random;
    private final Consumer<LinkConnection> ended;
    private final LongConsumer came;
    private final AtomicBoolean swallowing = new AtomicBoolean();
    private final AtomicInteger directions = new AtomicInteger(2);

    /// @param came is told how many bytes came, from either side, whatever becomes of them
    LinkConnection(
            Socket caller,
            Socket called,
            LinkPlan plan,
            RandomGenerator random,
            Consumer<LinkConnection> ended,
            LongConsumer came) {
        this.caller = caller;
        this.called = called;
        this.plan = plan;
        this.random = random;
        this.ended = ended;
        this.came = came;
    }

    void begin() throws IOException {
        caller.setTcpNoDelay(true);
        called.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> run(caller, called, plan.there()));
        Thread.ofVirtual().start(() -> run(called, caller, plan.back()));
    }

    /// Breaks the connection at once, on both sides.
    void reset() {
        resetQuietly(caller);
        resetQuietly(called);
        ended.accept(this);
    }

    static void resetQuietly(Socket socket) {
        try {
            // Without lingering, close sends a reset.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It is closed, which is what was wanted.
            return;
        }
    }

    private void run(Socket from, Socket to, LinkFault fault) {
        try {
            boolean ordered = pass(from.getInputStream(), to.getOutputStream(), fault);
            if (ordered && !to.isOutputShutdown()) {
                to.shutdownOutput();
            }
            if (fault instanceof LinkFault.HalfClose) {
                // What still comes is read and dropped, so that who sends it does not notice.
                from.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException broken) {
            reset();
        }
        if (directions.decrementAndGet() == 0) {
            reset();
        }
    }

    /// @return whether the direction ended in good order
    private boolean pass(InputStream from, OutputStream to, LinkFault fault) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long passed = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            came.accept(read);
            byte[] bytes = Arrays.copyOf(buffer, read);
            if (swallowing.get()) {
                continue;
            }
            switch (fault) {
                case LinkFault.None none -> to.write(bytes);
                case LinkFault.Delay delay -> {
                    await(delay.least().toNanos()
                            + random.nextLong(delay.jitter().toNanos()));
                    to.write(bytes);
                }
                case LinkFault.Rate rate -> {
                    await(bytes.length * NANOS / rate.bytesPerSecond());
                    to.write(bytes);
                }
                case LinkFault.Split split -> split(to, bytes, split.bytesMax());
                case LinkFault.Merge merge -> {
                    await(merge.hold().toNanos());
                    to.write(bytes);
                    to.write(from.readNBytes(Math.min(from.available(), BUFFER_BYTES)));
                }
                case LinkFault.Flip flip -> {
                    if (flip.place() >= passed && flip.place() < passed + bytes.length) {
                        bytes[(int) (flip.place() - passed)] ^= (byte) (1 << flip.bit());
                    }
                    to.write(bytes);
                }
                case LinkFault.Ending ending -> {
                    if (ending.place() < passed + bytes.length) {
                        to.write(bytes, 0, (int) (ending.place() - passed));
                        return end(ending);
                    }
                    to.write(bytes);
                }
            }
            passed += bytes.length;
        }
        return true;
    }

    /// @return whether the direction ended in good order
    private boolean end(LinkFault.Ending ending) throws IOException {
        return switch (ending) {
            case LinkFault.HalfClose half -> true;
            case LinkFault.Cut cut -> {
                caller.shutdownOutput();
                called.shutdownOutput();
                yield true;
            }
            case LinkFault.Reset reset -> {
                reset();
                yield false;
            }
            case LinkFault.BlackHole hole -> {
                swallowing.set(true);
                await(hole.until().toNanos());
                reset();
                yield false;
            }
        };
    }

    private void split(OutputStream to, byte[] bytes, int bytesMax) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int piece = Math.min(1 + random.nextInt(bytesMax), bytes.length - from);
            to.write(bytes, from, piece);
            from += piece;
        }
    }

    private static void await(long nanos) {
        LockSupport.parkNanos(nanos);
    }
}
