package org.tocsin.proof;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// The hash over everything that went through a lane, in order: two ends that have the same one have seen the same
/// lane.
/// Rule R-LAN-3.
public final class ChannelHash {
    private static final String TAG = "tocsin/lane/v1";

    private ChannelHash() {}

    /// The beginning of a lane: sequence 0.
    public static Lane.Position start(Team author, Team receiver, Lane lane, int laneEpoch) {
        String name = lane.name().toLowerCase(Locale.ROOT);
        String text = String.join("\n", TAG, author.domain(), receiver.domain(), name, Integer.toString(laneEpoch));
        return new Lane.Position(0, Sha256.of(Bytes.ofUtf8(text)));
    }

    /// One item further: the same for a statement and for a void.
    public static Lane.Position next(Lane.Position before, Digest leafHash) {
        long sequence = before.sequence() + 1;
        MessageDigest digest = Sha256.begin();
        digest.update(before.channelHash().array());
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, sequence));
        return new Lane.Position(sequence, Digest.wrap(digest.digest(leafHash.array())));
    }
}
