package org.tocsin.node.config;

import org.tocsin.secret.KeyProtection;

/// The text of a new `node.toml`: every key, what it means, and its default.
public final class ConfigTemplate {

    private ConfigTemplate() {}

    /// @param peer and operator addresses to listen on, `host:port`
    /// @param approvals officers that must approve statements about agreements
    public static String of(String team, String node, String peer, String operator, int approvals) {
        return of(team, node, peer, operator, approvals, KeyProtection.none().setting(), false);
    }

    /// As above, with the line that names the passphrase.
    ///
    /// @param inside whether partners are on this machine or in a private network, as far as is known
    public static String of(
            String team, String node, String peer, String operator, int approvals, String passphrase, boolean inside) {
        return """
                # A Tocsin node. Read once at start; run `tocsin node check-config` after a change.
                # Paths are relative to this file's directory, in which keys/ and papers/ lie. Unknown keys are errors.

                # The team this node speaks for: its DNS domain, in lower case.
                team = "%s"
                # This node's name in the team, as in its certificate and in the team's manifest.
                node = "%s"

                [listen]
                # Other teams' nodes come in here, by mutual TLS.
                peer = "%s"
                # The team's own officers come in here, by mutual TLS. Keep it on loopback or on an inner network.
                operator = "%s"

                [tls]
                # "refuse": only hybrid post-quantum key exchange (X25519MLKEM768). "allow": X25519 and P-256 too, for peers that cannot do better.
                classical = "refuse"

                # [tls.token]
                # The node's TLS key is in a PKCS#11 token (a smart card, an HSM) instead of keys/node.key: the library of the token's maker, the token's label,
                # the key's label (CKA_LABEL; a key on P-256), and a file of its owner alone (mode 0600) with the PIN, or "credential:NAME" of systemd.
                # library = "/usr/lib/softhsm/libsofthsm2.so"
                # token = "tocsin"
                # key = "node"
                # pin_file = "/etc/tocsin/pin"

                [keys]
                # The key files are encrypted with the passphrase in this file (mode 0600), or "credential:NAME" of systemd. Plain ones are read too:
                # tocsin node keys encrypt.
                %s

                [ledger]
                # The highest head that this node ever signed. Put it on another disk than the database: it is what notices an old backup.
                high_water_file = "high-water"
                # "partners": before its first signature the node asks partners which head of its ledger they hold; one at least must answer.
                # "alone": it trusts the high-water file. Never use it for a node that was restored from a backup.
                start = "partners"

                [store]
                # The embedded database. For PostgreSQL remove this line and use the section below.
                sqlite = "data/tocsin.db"

                # [store.postgres]
                # url = "jdbc:postgresql://db.internal/tocsin?sslmode=verify-full&channelBinding=require"
                # user = "tocsin"
                # password_file = "/etc/tocsin/db-password"
                """.formatted(team, node, peer, operator, passphrase) + traffic(inside) + agreements(approvals);
    }

    private static String traffic(boolean inside) {
        return """

                [delivery]
                # After a broken connection: a random wait of up to backoff_min, doubled each time up to backoff_max. There is no last try.
                backoff_min = "1s"
                backoff_max = "15m"
                # Frames to one partner that may be on their way without a receipt.
                window_frames = 32
                # Whether frames are compressed on their way: "always" for long or narrow lines, "never" where processors are dearer than bytes.
                pack = "never"
                # The teams that are dialled at addresses of this machine or of a private network too (10.0.0.0/8, 192.168.0.0/16, fc00::/7 and the like), by
                # their domains, or ["*"] for all: others whose manifests name such an address are not dialled, and cannot make this node knock inside.
                private_addresses = [%s]

                [limits]
                # What one partner may send us a second, on average, over all its lanes. Beyond it the partner waits; nothing is lost.
                # partner_bytes_per_second = 268435456
                # partner_messages_per_second = 20000
                # How long, or how many records, a lane to a partner may be behind its receipts before that is an error in the log.
                # lane_lag_alarm = "15m"
                # lane_lag_alarm_records = 100000

                [relay]
                # true: this node is a hub. What partners' agreements let go onward, CLEAR and GREEN, it hands on to its other partners,
                # each under the agreement with that one.
                hub = false
                """.formatted(inside ? "\"*\"" : "");
    }

    private static String agreements(int approvals) {
        return """

                [agreements]
                # How many officers of this team must approve, with their own keys, what it states about agreements, whatever an agreement
                # itself says. Each runs: tocsin agreement approve DRAFT. Two, unless this says otherwise; with 1 one officer binds the team, with
                # 0 the node alone (tocsin agreement sign): below 2 tocsin node status says so.
                approvals = %d
                # A hub: the general terms that members accede to, as written by: tocsin agreement draft --template hub-to-members --terms FILE.
                # A signature that names other general terms, or terms that differ from these, is refused. A member may have its hub's here (tocsin agreement accede).
                # general_terms = "general.terms"
                """.formatted(approvals);
    }
}
