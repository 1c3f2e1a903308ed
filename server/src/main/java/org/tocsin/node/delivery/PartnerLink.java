package org.tocsin.node.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Lane;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;

/// The connection that several lanes to one partner share: dialled by the first that needs it, closed behind the last.
/// After a broken one the next endpoint of the partner has its turn.
public final class PartnerLink {
    /// Dials one endpoint of the partner.
    public interface Dialling {
        PeerChannel dial(String endpoint) throws PeerFault;
    }

    /// A connection in use. To be given back once by each who took it.
    public static final class Held {
        private final PeerChannel channel;
        private final String endpoint;
        private int users;

        private Held(PeerChannel channel, String endpoint) {
            this.channel = channel;
            this.endpoint = endpoint;
        }

        public PeerChannel channel() {
            return channel;
        }

        String endpoint() {
            return endpoint;
        }
    }

    private final Supplier<List<String>> endpoints;
    private final Dialling dialling;
    /// Guards everything below, and the users of what is held.
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Held current;
    private int attempts;

    /// @param endpoints those of the partner, in their order
    public PartnerLink(Supplier<List<String>> endpoints, Dialling dialling) {
        this.endpoints = endpoints;
        this.dialling = dialling;
    }

    /// The connection, dialled if there is none. May block while a name is looked up.
    public Held take() throws PeerFault {
        lock.lock();
        try {
            Held held = current;
            if (held == null) {
                List<String> known = endpoints.get();
                if (known.isEmpty()) {
                    throw new PeerFault(PeerFault.Meaning.UNREACHABLE, "NO_ENDPOINT", "the partner names no endpoint");
                }
                String endpoint = known.get(Math.floorMod(attempts++, known.size()));
                held = new Held(dialling.dial(endpoint), endpoint);
                current = held;
            }
            held.users++;
            return held;
        } finally {
            lock.unlock();
        }
    }

    /// How long a lane waits before it dials again: an emergency only when every endpoint had its turn. Rule R-LAN-7.
    Duration pause(Lane lane, Duration wait) {
        return lane == Lane.EMERGENCY && hasOther() ? Duration.ZERO : wait;
    }

    /// Whether there is an endpoint whose turn has not come since the partner answered, or since the first one's.
    public boolean hasOther() {
        lock.lock();
        try {
            int known = endpoints.get().size();
            return known > 0 && attempts % known != 0;
        } finally {
            lock.unlock();
        }
    }

    /// The partner answered: after the next break its first endpoint comes first again.
    public void answered() {
        lock.lock();
        try {
            attempts = 0;
        } finally {
            lock.unlock();
        }
    }

    /// Gives a connection back.
    ///
    /// @param broken it is of no use to those who come; those who have it may still see for themselves
    public void giveBack(Held held, boolean broken) {
        boolean last;
        lock.lock();
        try {
            held.users--;
            last = held.users == 0;
            if (held == current && (broken || last)) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        if (last) {
            held.channel().close();
        }
    }
}
