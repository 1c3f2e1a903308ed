package org.tocsin.trust;

import io.netty.handler.ssl.OpenSslAsyncPrivateKeyMethod;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.security.SignatureException;
import javax.net.ssl.SSLEngine;
import org.tocsin.trust.token.TokenKey;

/// Signs handshakes with a key in a token: a handshake waits for it, its event loop does not.
final class TokenSigning implements OpenSslAsyncPrivateKeyMethod {
    private final TokenKey key;

    TokenSigning(TokenKey key) {
        this.key = key;
    }

    /// What comes of it goes into the promise.
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public Future<byte[]> sign(SSLEngine engine, int algorithm, byte[] input) {
        Promise<byte[]> promise = ImmediateEventExecutor.INSTANCE.newPromise();
        if (algorithm != SSL_SIGN_ECDSA_SECP256R1_SHA256) {
            return promise.setFailure(new SignatureException("not a signature that a key on P-256 makes"));
        }
        key.signSoon(input).whenComplete((signature, failed) -> {
            if (failed == null) {
                promise.setSuccess(signature);
            } else {
                promise.setFailure(failed);
            }
        });
        return promise;
    }

    /// TLS 1.3 has no key transport.
    @Override
    public Future<byte[]> decrypt(SSLEngine engine, byte[] input) {
        return ImmediateEventExecutor.INSTANCE.newFailedFuture(new SignatureException("a key that only signs"));
    }
}
