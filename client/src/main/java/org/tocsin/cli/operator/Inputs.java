package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Bytes;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.control.Equivocation;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;

/// Files that commands read: cards, manifests, agreements, proofs.
final class Inputs {
    private Inputs() {}

    static List<TeamManifest.Signed> manifests(Path file) {
        if (!Files.isRegularFile(file)) {
            throw CommandFault.unusable("no such file", file.toString(), "name the team's manifest file");
        }
        try {
            return PapersDirectory.readManifests(file);
        } catch (IOException unusable) {
            throw CommandFault.unusable(
                    "not a manifest file", file.toString(), "ask the team for its papers/team.manifests", unusable);
        }
    }

    /// The team and root key that a manifest file claims, to compare with what was said on the telephone.
    static TeamManifest first(Path file, List<TeamManifest.Signed> manifests) {
        try {
            return ManifestCodec.decode(manifests.getFirst().manifest());
        } catch (WireException unusable) {
            throw CommandFault.unusable("not a manifest file", file.toString(), String.valueOf(unusable.getMessage()));
        }
    }

    /// A team's card, or its file of manifests, which is a card without a profile. Not verified.
    static ManifestCodec.Card card(Path file) {
        if (!Files.isRegularFile(file)) {
            throw CommandFault.unusable("no such file", file.toString(), "name the team's card");
        }
        try {
            return ManifestCodec.decodeCard(read(file, ManifestCodec.CARD_BYTES_MAX));
        } catch (WireException unusable) {
            throw CommandFault.unusable(
                    "not a card", file.toString(), "ask the team for what tocsin peer card writes", unusable);
        }
    }

    static AgreementCodec.Signed agreement(Path file) {
        try {
            return AgreementCodec.decodeFile(read(file, AgreementCodec.FILE_BYTES_MAX));
        } catch (WireException unusable) {
            throw CommandFault.unusable(
                    "not an agreement file", file.toString(), String.valueOf(unusable.getMessage()));
        }
    }

    static EvidenceCodec.Proof proof(Path file) {
        try {
            return EvidenceCodec.decode(read(file, EvidenceCodec.PROOF_FILE_BYTES_MAX));
        } catch (WireException unusable) {
            throw CommandFault.unusable("not a proof file", file.toString(), String.valueOf(unusable.getMessage()));
        }
    }

    static Equivocation equivocation(Path file) {
        try {
            return WitnessCodec.equivocation(read(file, WitnessCodec.EQUIVOCATION_BYTES_MAX));
        } catch (WireException unusable) {
            throw CommandFault.unusable("not evidence", file.toString(), String.valueOf(unusable.getMessage()));
        }
    }

    private static Bytes read(Path file, long bytesMax) {
        try {
            if (Files.size(file) > bytesMax) {
                throw CommandFault.unusable("too large", file.toString(), "at most " + bytesMax + " bytes");
            }
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", file.toString(), "check the file and its rights", unreadable);
        }
    }

    /// An instant as typed: a day in UTC, or RFC 3339.
    static Instant instant(String option, String text) {
        try {
            return text.length() == "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw CommandFault.unusable(
                    "not a time", option + " " + text, "as in 2026-01-31 or 2026-01-31T12:00:00Z", notATime);
        }
    }
}
