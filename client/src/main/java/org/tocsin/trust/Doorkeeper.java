package org.tocsin.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Decides at the handshake who comes in at a door. It asks [Trust] at that moment, so a reload needs no new context.
/// Which door it is can depend on the connection, since all calls share one context; a connection that does not say is
/// refused.
///
/// It is an extended trust manager because a plain one would be wrapped, and the wrapper would look at host names.
final class Doorkeeper extends X509ExtendedTrustManager {
    private final Trust trust;
    private final Doors doors;
    private final InstantSource clock;
    private final Consumer<DoorRefusal> refusals;

    /// Says at which door a connection is.
    @FunctionalInterface
    interface Doors {
        /// @param engine of the connection, if the TLS stack told it
        /// @return nothing if it cannot be known
        Optional<Door> at(@Nullable SSLEngine engine);
    }

    /// The refusal of a certificate, on its way through the TLS stack.
    static final class DoorException extends CertificateException {
        private static final long serialVersionUID = 1L;

        private final CertificateRefusal reason;

        DoorException(CertificateRefusal reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        CertificateRefusal reason() {
            return reason;
        }
    }

    /// @param refusals is told of refused calls; who was refused at a port is told by [DoorWatch], which knows the
    /// address
    Doorkeeper(Trust trust, Doors doors, InstantSource clock, Consumer<DoorRefusal> refusals) {
        this.trust = trust;
        this.doors = doors;
        this.clock = clock;
        this.refusals = refusals;
    }

    private void check(X509Certificate[] chain, @Nullable SSLEngine engine) throws DoorException {
        Door door = doors.at(engine)
                .orElseThrow(() -> new DoorException(
                        CertificateRefusal.WRONG_TEAM, "the connection does not say which team is expected"));
        Identification identification = trust.identify(List.of(chain), door, clock.instant());
        if (identification instanceof Identification.Refused refused) {
            if (door instanceof Door.Call) {
                refusals.accept(new DoorRefusal(door, refused.reason(), refused.detail(), remote(engine)));
            }
            throw new DoorException(refused.reason(), refused.detail());
        }
    }

    private static String remote(@Nullable SSLEngine engine) {
        return engine == null || engine.getPeerHost() == null
                ? "unknown"
                : engine.getPeerHost() + ":" + engine.getPeerPort();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, null);
    }

    /// None: a stranger is not told whom we know.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
