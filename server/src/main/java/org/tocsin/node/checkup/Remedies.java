package org.tocsin.node.checkup;

import java.util.Map;

/// What to do about what is wrong, by table. Damage to what only this node has is mended from a backup; the rest comes
/// again from where it came.
public final class Remedies {
    public static final String BACKUP = "stop the node; restore the newest backup to another directory, run fsck on it,"
            + " and follow the steps that restore prints";
    /// Of a disk that is full or fails, or rights that are not enough.
    public static final String DISK =
            "check the disk, the space on it, and the file's rights; nothing here says that the file is damaged: run this"
                    + " again then";

    /// Of a database that holds nothing.
    public static final String NOTHING_THERE =
            "if this node ever stated or received anything, do not start it: find the"
                    + " file, or restore the newest backup; if it never did, remove what is empty, and start the node";

    static final String REBUILD = "stop the node, and run: tocsin node rebuild";

    static final String SEALS = "find out who changed it, and restore the newest backup; to go on with what is there,"
            + " delete keys/store.key: the next start seals it anew";

    private static final String PARTNER =
            "restore the newest backup; what it lacks of a partner's, the partner sends again";

    private static final Map<String, String> BY_TABLE = Map.of(
            "received_segment",
            PARTNER,
            "relayed_record",
            PARTNER,
            "seen_head",
            PARTNER,
            "seen_claim",
            PARTNER,
            "lane_in",
            PARTNER,
            "pinned_team",
            "restore the newest backup, or accept the team's card again: tocsin peer accept",
            "team_manifest",
            "restore the newest backup, or accept the team's card again: tocsin peer accept",
            "agreement_evidence",
            "restore the newest backup, or take the partner's file in again: tocsin agreement import",
            "local_entry",
            "find out who had the machine: acts of officers were changed; keep a copy of the directory, then"
                    + " restore the newest backup",
            "local_head",
            "find out who had the machine: acts of officers were changed; keep a copy of the directory, then"
                    + " restore the newest backup");

    private Remedies() {}

    static String of(String table) {
        return BY_TABLE.getOrDefault(table, BACKUP);
    }
}
