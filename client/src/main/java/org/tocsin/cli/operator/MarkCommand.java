package org.tocsin.cli.operator;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record mark RECORD WORD`: says what became of another team's record here.
@Command(
        name = "mark",
        description = {
            "States what became of another team's record here; its author is told, signed, on the control lane.",
            "WORD is read, accepted, refused (--reason), acted (--action) or deleted (--backups-by), which deletes its content.",
            "A later one of a kind replaces an earlier one."
        })
final class MarkCommand extends NodeCommand {
    private static final String REASON = "--reason";
    private static final String ACTION = "--action";
    private static final String BACKUPS_BY = "--backups-by";
    /// What may be said, and the option that goes with it.
    private static final Map<String, String> OPTIONS =
            Map.of("read", "", "accepted", "", "refused", REASON, "acted", ACTION, "deleted", BACKUPS_BY);

    @Parameters(
            index = "0",
            paramLabel = "RECORD",
            description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    @Parameters(index = "1", paramLabel = "WORD", description = "read, accepted, refused, acted or deleted")
    private String word = "";

    @Option(names = "--record-version", paramLabel = "N", description = "a version (default: the newest)")
    private int version;

    @Option(names = REASON, paramLabel = "TEXT", description = "refused: why, for its author; at most 200 bytes")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = ACTION,
            paramLabel = "ACTION",
            description = "acted: what was done, a word of RFC 7970, section 3.17, as block-host or investigate")
    private Optional<String> action = Optional.empty();

    @Option(
            names = BACKUPS_BY,
            paramLabel = "TIME",
            description = "deleted: by when no backup holds it any more: 2026-01-31 (UTC) or RFC 3339")
    private Optional<String> backupsBy = Optional.empty();

    MarkCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        mark();
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Transit.Marked marked = client.delivery().mark(record, version, mark());
        console()
                .answer(Answer.of()
                        .put("record", marked.record())
                        .put("version", marked.version())
                        .put("stated", TrackCommand.of(marked.mark())));
        return ExitCode.OK;
    }

    private Transit.Mark mark() {
        String kind = word.toLowerCase(Locale.ROOT);
        String own = OPTIONS.get(kind);
        if (own == null) {
            throw CommandFault.unusable("not a word", word, "read, accepted, refused, acted or deleted");
        }
        String detail = detail(kind, REASON, reason, own) + detail(kind, ACTION, action, own);
        if (backupsBy.isPresent() && !own.equals(BACKUPS_BY)) {
            throw stray(kind, BACKUPS_BY);
        }
        return new Transit.Mark(kind, detail, Instant.EPOCH, backupsBy.map(text -> Inputs.instant(BACKUPS_BY, text)));
    }

    /// What an option says that must go with one word, and with no other.
    private static String detail(String kind, String option, Optional<String> value, String own) {
        if (option.equals(own)) {
            return value.orElseThrow(
                    () -> CommandFault.unusable(option + " is missing", kind, "its author wants to know"));
        }
        if (value.isPresent()) {
            throw stray(kind, option);
        }
        return "";
    }

    private static CommandFault stray(String kind, String option) {
        return CommandFault.unusable(option + " does not go with it", kind, "leave it out");
    }
}
