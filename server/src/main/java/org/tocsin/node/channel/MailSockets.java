package org.tocsin.node.channel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The sockets that mail goes through: TLS that checks the host's name, and no end to what a server may say but ours.
/// The mail library connects the plain ones and has TLS put over them, also where TLS is on from the first byte.
final class MailSockets extends SSLSocketFactory {
    /// Bytes that a server may send during one attempt.
    static final long ANSWER_BYTES_MAX = 256 * 1024;

    private final SSLSocketFactory tls;

    /// A server that says more than it has to.
    static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuchException() {
            super("the server says too much");
        }
    }

    MailSockets(SSLContext context) {
        this.tls = context.getSocketFactory();
    }

    /// Sockets without TLS, or to have it put over them later. The mail library would take a factory that can do TLS as
    /// a wish for it.
    static SocketFactory plain() {
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return bounded();
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw notOurs();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
                throw notOurs();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                throw notOurs();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
                throw notOurs();
            }
        };
    }

    private static Socket bounded() {
        return new Socket(Proxy.NO_PROXY) {
            @Override
            public InputStream getInputStream() throws IOException {
                return new Bounded(super.getInputStream());
            }
        };
    }

    @Override
    public Socket createSocket() {
        return bounded();
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, autoClose);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(ServerTrust.parameters().getProtocols());
        parameters.setEndpointIdentificationAlgorithm(ServerTrust.parameters().getEndpointIdentificationAlgorithm());
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw notOurs();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw notOurs();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw notOurs();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw notOurs();
    }

    private static IOException notOurs() {
        return new IOException("sockets are made unconnected");
    }

    private static final class Bounded extends FilterInputStream {
        private long left = ANSWER_BYTES_MAX;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int read = super.read(into, from, most);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new TooMuchException();
            }
        }
    }
}
