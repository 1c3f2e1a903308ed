package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.draft.ProfileReader;
import org.tocsin.cli.draft.ProfileReading;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;

/// A profile from the file that people edit.
final class ProfileInput {
    private static final int PROBLEMS_SHOWN = 5;

    private ProfileInput() {}

    /// What a file says, with all its problems.
    static ProfileReading reading(Path file, Instant now) {
        return ProfileReader.read(text(file), now);
    }

    /// @throws CommandFault if it says no profile; its first problems are named
    static TeamProfile read(Path file, Instant now) {
        return switch (reading(file, now)) {
            case ProfileReading.Read read -> read.profile();
            case ProfileReading.Refused refused ->
                throw CommandFault.unusable(
                        "not a profile that can be published",
                        file.toString(),
                        refused.problems().stream()
                                        .limit(PROBLEMS_SHOWN)
                                        .map(problem ->
                                                "line " + problem.line() + " " + problem.key() + " " + problem.what())
                                        .collect(Collectors.joining("; "))
                                + "; all of them: tocsin team edit --check " + file);
        };
    }

    /// What is missing for an emergency or out of date, though a profile may go without.
    static List<String> remarks(TeamProfile profile, Instant now) {
        List<String> remarks = new ArrayList<>();
        Reach reach = profile.reach();
        if (reach.phones(Reach.PhoneKind.EMERGENCY).isEmpty()) {
            remarks.add("no telephone of kind emergency: partners find nobody to call when your node does not answer");
        } else if (reach.phones(Reach.PhoneKind.EMERGENCY).stream()
                .noneMatch(phone -> phone.hours().isSaid())) {
            remarks.add("no emergency telephone says its hours: partners do not know whether it is answered");
        }
        if (profile.review().isBefore(now)) {
            remarks.add("review is past: from the first day on it is shown as overdue, here and at partners");
        }
        if (reach.emails().isEmpty()) {
            remarks.add("no mail address");
        }
        return remarks;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > ProfileReader.FILE_BYTES_MAX) {
                throw CommandFault.unusable(
                        "too large", file.toString(), "at most " + ProfileReader.FILE_BYTES_MAX + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw CommandFault.unusable("not text in UTF-8", file.toString(), "see: tocsin team edit --help", notText);
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", file.toString(), "check the file and its rights", unreadable);
        }
    }
}
