package org.tocsin.node.channel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server of a few commands that speaks TLS: from the first byte, or by STARTTLS. It says what it heard, and
/// when.
final class SecureMailServer implements AutoCloseable {
    private final SSLContext tls;
    private final LoopbackServer server;
    private final List<String> clear = new CopyOnWriteArrayList<>();
    private final Set<String> logins = new ConcurrentSkipListSet<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();

    SecureMailServer(SSLContext tls, boolean fromTheFirstByte) throws IOException {
        this.tls = tls;
        this.server = new LoopbackServer(socket -> {
            if (fromTheFirstByte) {
                talk(secure(socket), true, "220 ready\r\n");
            } else {
                talk(socket, false, "220 ready\r\n");
            }
        });
    }

    int port() {
        return server.port();
    }

    List<String> saidInTheClear() {
        return clear;
    }

    Set<String> logins() {
        return logins;
    }

    List<String> mails() {
        return mails;
    }

    private Socket secure(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
        secured.setUseClientMode(false);
        return secured;
    }

    private void talk(Socket socket, boolean isSecure, String greeting) throws IOException {
        OutputStream out = socket.getOutputStream();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        say(out, greeting);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!isSecure) {
                clear.add(line);
            }
            if (line.equals("STARTTLS")) {
                say(out, "220 go on\r\n");
                talk(secure(socket), true, "");
                return;
            } else if (line.startsWith("EHLO")) {
                say(out, isSecure ? "250-here\r\n250 AUTH PLAIN\r\n" : "250-here\r\n250 STARTTLS\r\n");
            } else if (line.startsWith("AUTH PLAIN ")) {
                String[] parts = new String(
                                Base64.getDecoder().decode(line.substring("AUTH PLAIN ".length())),
                                StandardCharsets.UTF_8)
                        .split("\0", -1);
                logins.add(parts[1] + "/" + parts[2]);
                say(out, "235 in\r\n");
            } else if (line.equals("DATA")) {
                say(out, "354 go on\r\n");
                mails.add(data(in));
                say(out, "250 taken\r\n");
            } else {
                say(out, "250 fine\r\n");
            }
        }
    }

    private static String data(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        return mail.toString();
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
