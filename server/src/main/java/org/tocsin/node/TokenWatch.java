package org.tocsin.node;

import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.emergency.DutyLine;
import org.tocsin.node.emergency.OwnDesk;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.token.TokenKey;

/// Looks whether the token that holds the node's TLS key still signs, and has it looked for again when it was gone.
/// Says
/// once when it does not, in the log, in the audit and to the officer on call, and once when it does again: without it
/// no
/// new connection comes about, in either direction, nor any officer's. Threat S-TOKEN-GONE.
final class TokenWatch implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(TokenWatch.class);

    private final Team own;
    private final AtomicReference<Optional<TokenKey>> key;
    private final DutyLine duty;
    private final Audit audit;
    private final InstantSource clock;
    private final Executor blocking;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean isGone = new AtomicBoolean();

    /// @param blocking does what may take a while
    TokenWatch(Team own, Optional<TokenKey> key, DutyLine duty, Audit audit, InstantSource clock, Executor blocking) {
        this.own = own;
        this.key = new AtomicReference<>(key);
        this.duty = duty;
        this.audit = audit;
        this.clock = clock;
        this.blocking = blocking;
    }

    /// The key that is used from now on.
    void watch(Optional<TokenKey> next) {
        key.set(next);
    }

    /// Looks, unless it is still looking.
    @Override
    public void run() {
        if (watched().isPresent() && looking.compareAndSet(false, true)) {
            blocking.execute(() -> {
                try {
                    watched().ifPresent(this::look);
                } catch (RuntimeException failed) {
                    log.error("the token cannot be looked at, and is tried again", failed);
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private Optional<TokenKey> watched() {
        return Objects.requireNonNull(key.get());
    }

    private void look(TokenKey watched) {
        Optional<KeyFault> fault = watched.check();
        if (fault.isPresent() && isGone.compareAndSet(false, true)) {
            tell(fault.get());
        } else if (fault.isEmpty() && isGone.compareAndSet(true, false)) {
            log.info("the token with the node's TLS key signs again token={}", watched);
            audit.record(AuditEvent.of(AuditEvent.Kind.TOKEN_WORKS, AuditEvent.NODE)
                    .with("token", watched.place().token()));
        }
    }

    private void tell(KeyFault fault) {
        log.error(
                "the token with the node's TLS key does not sign: no new connection comes about, neither partners' nor officers'"
                        + " where={} what={} remedy={}",
                fault.where(),
                fault.what(),
                fault.remedy());
        audit.record(AuditEvent.of(AuditEvent.Kind.TOKEN_FAILED, AuditEvent.NODE)
                .with("where", fault.where())
                .with("what", fault.what()));
        OwnDesk.tell(
                duty,
                "token" + clock.instant().getEpochSecond(),
                own,
                "The node's TLS key does not sign",
                List.of(
                        fault.where() + ": " + fault.what(),
                        "No new connection comes about, neither partners' nor officers'. " + fault.remedy()),
                clock.instant());
    }
}
