package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record withdraw RECORD`: takes a record back from everybody who has it.
@Command(
        name = "withdraw",
        description = {
            "Withdraws an own record, all its versions, from everybody it was released to. Cannot be taken back.",
            "Whoever holds it deletes its content and says so: tocsin record track RECORD. Here it stays, marked,",
            "unless --erase is given. Files that an officer exported are nobody's but the officer's to delete."
        })
final class WithdrawCommand extends NodeCommand {
    @Parameters(paramLabel = "RECORD", description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for those who held it; at most 200 bytes")
    private String reason = "";

    @Option(names = "--erase", description = "erase the content here too")
    private boolean erase;

    WithdrawCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Transit.Withdrawn withdrawn = client.delivery().withdraw(record, reason, erase);
        console()
                .answer(Answer.of()
                        .put("record", withdrawn.record())
                        .put("version", withdrawn.version())
                        .put("index", withdrawn.index())
                        .put("leaf_hash", withdrawn.leafHash())
                        .put("told", withdrawn.told()));
        return ExitCode.OK;
    }
}
