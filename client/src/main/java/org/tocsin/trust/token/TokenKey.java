package org.tocsin.trust.token;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tocsin.secret.KeyFault;

/// A P-256 private key in a token: it signs, and is never seen. Everything that touches the token happens on one thread
/// of
/// its own, since a token may be slow, or hang. Safe for all threads. Threats S-TOKEN-GONE, S-PIN-LOCKED.
///
/// A token that was gone is looked for again by [#check], not by whoever wants a signature: strangers' handshakes ask
/// for
/// those.
public final class TokenKey implements PrivateKey {
    /// Signatures that may wait for the token: as many as a port has handshakes.
    public static final int WAITING_MAX = 128;

    /// How long one may take before the token counts as gone.
    public static final int SECONDS_MAX = 10;

    private static final long serialVersionUID = 1;

    /// A library is loaded and logged in to once a process, so a place has one key.
    private static final Map<TokenPlace, TokenKey> KEYS = new ConcurrentHashMap<>();

    private static final byte[] PROBE = {'t', 'o', 'c', 's', 'i', 'n'};

    private final transient TokenPlace place;
    private final transient TokenSession session;
    private final transient Executor thread;

    /// Why the token is of no use; only on the thread of its own.
    private transient @Nullable KeyFault fault;

    private transient boolean used;

    private TokenKey(TokenPlace place) {
        this.place = place;
        this.session = new TokenSession(place);
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("token").factory());
    }

    /// The key at a place. The token is asked when it is first used.
    public static TokenKey at(TokenPlace place) {
        return KEYS.computeIfAbsent(place, TokenKey::new);
    }

    public TokenPlace place() {
        return place;
    }

    /// Signs a message with ECDSA and SHA-256, soon; DER, as X.509 and TLS have it. Fails with [KeyFault].
    public CompletableFuture<byte[]> signSoon(byte[] message) {
        byte[] digest = sha256(message);
        return soon(() -> {
            if (fault != null) {
                throw fault;
            }
            return attempt(digest);
        });
    }

    /// Signs a message and waits for it.
    ///
    /// @throws KeyFault if the token cannot be used, or does not answer
    public byte[] sign(byte[] message) throws KeyFault {
        return await(signSoon(message));
    }

    /// Tries whether the token signs; looks for it again if it was gone.
    ///
    /// @return what is wrong with it
    public Optional<KeyFault> check() {
        try {
            await(soon(() -> attempt(sha256(PROBE))));
            return Optional.empty();
        } catch (KeyFault wrong) {
            return Optional.of(wrong);
        }
    }

    private byte[] attempt(byte[] digest) throws KeyFault {
        try {
            byte[] signed = used && fault == null ? signedOrAgain(digest) : session.sign(digest);
            used = true;
            fault = null;
            return signed;
        } catch (KeyFault wrong) {
            fault = wrong;
            session.forget();
            throw wrong;
        }
    }

    /// A session may have ended without the token being gone: once more, from the beginning.
    private byte[] signedOrAgain(byte[] digest) throws KeyFault {
        try {
            return session.sign(digest);
        } catch (KeyFault ended) {
            session.forget();
            return session.sign(digest);
        }
    }

    /// What is done on the token's thread.
    private interface Task {
        byte[] run() throws KeyFault;
    }

    private CompletableFuture<byte[]> soon(Task task) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    done.complete(task.run());
                } catch (KeyFault | RuntimeException failed) {
                    done.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException full) {
            done.completeExceptionally(new KeyFault(
                    "has " + WAITING_MAX + " signatures waiting",
                    toString(),
                    "look at the token: it is slow, or hangs"));
        }
        return done;
    }

    private byte[] await(CompletableFuture<byte[]> signature) throws KeyFault {
        try {
            return signature.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new KeyFault(
                    "does not answer within " + SECONDS_MAX + " s", toString(), "look at the token, and start again");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KeyFault("was not waited for", toString(), "try again");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KeyFault wrong) {
                throw wrong;
            }
            throw new IllegalStateException("a token's key does not sign", failed.getCause());
        }
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String getAlgorithm() {
        return "EC";
    }

    /// Nothing: it does not leave the token.
    @Override
    public @Nullable String getFormat() {
        return null;
    }

    /// Nothing: it does not leave the token.
    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    /// Where it is.
    @Override
    public String toString() {
        return place.toString();
    }
}
