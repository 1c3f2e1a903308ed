package org.tocsin.interop.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.interop.Federation;
import org.tocsin.model.Team;

/// A link in front of every node of a federation: partners dial the link, for the manifests name it.
public final class Links implements Federation.Wiring, AutoCloseable {
    private final long seed;
    private final Map<Team, Link> links = new ConcurrentHashMap<>();

    public Links(long seed) {
        this.seed = seed;
    }

    @Override
    public String endpoint(Team team, String listens) throws IOException {
        int colon = listens.lastIndexOf(':');
        var node = new InetSocketAddress(listens.substring(0, colon), Integer.parseInt(listens.substring(colon + 1)));
        Link link = Link.open(node, seed ^ team.hashCode());
        links.put(team, link);
        return "127.0.0.1:" + link.port();
    }

    /// The link that leads to a team's node.
    public Link to(Team team) {
        Link link = links.get(team);
        if (link == null) {
            throw new IllegalArgumentException("no link leads to " + team);
        }
        return link;
    }

    @Override
    public void close() throws IOException {
        for (Link link : links.values()) {
            link.close();
        }
    }
}
