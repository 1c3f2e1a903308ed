package org.tocsin.certsdev;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A loopback proxy for one connection, which keeps what the server said. It can cut the client's first record in two,
/// or in many.
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final int cutAt;
    private final boolean isRepeated;
    private final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();

    RecordingProxy(int target) throws IOException {
        this(target, 0);
    }

    /// @param cutAt bytes of the ClientHello in the first of two records; 0: it is left whole
    RecordingProxy(int target, int cutAt) throws IOException {
        this(target, cutAt, false);
    }

    /// @param isRepeated whether the rest is cut into records of the same length
    RecordingProxy(int target, int cutAt, boolean isRepeated) throws IOException {
        this.isRepeated = isRepeated;
        this.target = target;
        this.cutAt = cutAt;
        this.listener = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    byte[] fromServer() {
        synchronized (fromServer) {
            return fromServer.toByteArray();
        }
    }

    private void accept() {
        try {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            Thread.ofVirtual().start(() -> pump(client, server, false));
            Thread.ofVirtual().start(() -> pump(server, client, true));
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void pump(Socket from, Socket to, boolean keep) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            if (!keep && cutAt > 0) {
                cutFirstRecord(in, out);
            }
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (keep) {
                    synchronized (fromServer) {
                        fromServer.write(buffer, 0, read);
                    }
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }

    /// Source: RFC 8446, section 5.1: a handshake message may span records.
    private void cutFirstRecord(InputStream in, OutputStream out) throws IOException {
        byte[] head = in.readNBytes(5);
        byte[] body = in.readNBytes(Byte.toUnsignedInt(head[3]) << 8 | Byte.toUnsignedInt(head[4]));
        int cut = Math.min(cutAt, body.length - 1);
        int from = 0;
        do {
            int to = isRepeated || from == 0 ? Math.min(from + cut, body.length) : body.length;
            writeRecord(out, head, body, from, to);
            from = to;
        } while (from < body.length);
    }

    private static void writeRecord(OutputStream out, byte[] head, byte[] body, int from, int to) throws IOException {
        int length = to - from;
        out.write(new byte[] {head[0], head[1], head[2], (byte) (length >> 8), (byte) length});
        out.write(body, from, length);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
