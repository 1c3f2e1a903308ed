package org.tocsin.node.edge;

import com.google.protobuf.MessageLite;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.node.acts.Act;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.PeerIdentity;

/// One call of an officer, as the local ledger has it: exactly one entry in which it begins, and one in which it ends
/// where the first does not say everything.
final class ActCall {
    private final LocalLedger acts;
    private final PeerIdentity officer;
    private final String method;
    private final MethodRules.Rule rule;
    private final AtomicReference<@Nullable Act> act = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    ActCall(LocalLedger acts, PeerIdentity officer, String method, MethodRules.Rule rule) {
        this.acts = acts;
        this.officer = officer;
        this.method = method;
        this.rule = rule;
    }

    static Act act(PeerIdentity officer, String method, Optional<Object> message) {
        Bytes arguments = message.filter(MessageLite.class::isInstance)
                .map(MessageLite.class::cast)
                .map(sent -> Bytes.wrap(sent.toByteArray()))
                .orElse(Bytes.wrap(new byte[0]));
        return new Act(officer.uri(), method, Sha256.of(arguments));
    }

    AtomicReference<@Nullable Act> act() {
        return act;
    }

    /// A message of the call: with the first one it begins.
    void heard(Object message) {
        if (act.get() != null) {
            return;
        }
        Act begun = act(officer, method, Optional.of(message));
        act.set(begun);
        if (rule.reads()) {
            acts.asked(begun);
        } else if (!rule.states()) {
            acts.begun(begun);
        }
    }

    /// Runs a part of the call; what it states is this act's.
    void within(Runnable part) {
        Act begun = act.get();
        if (begun == null) {
            part.run();
        } else {
            LocalLedger.within(begun, part);
        }
    }

    /// @param outcome OK, or the reason why not
    void ended(String outcome) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Act begun = act.get();
        if (begun == null) {
            acts.refused(act(officer, method, Optional.empty()), outcome);
        } else if (!rule.reads()) {
            end(begun, outcome);
        }
    }

    private void end(Act begun, String outcome) {
        if (!begun.hasBegun()) {
            acts.refused(begun, outcome);
        } else if (!rule.states() || !outcome.equals(Statuses.OK)) {
            acts.ended(begun, outcome);
        }
    }

    /// The caller went away; what is under way goes on, and says itself how it ends.
    void gone() {
        ended("CANCELLED");
    }
}
