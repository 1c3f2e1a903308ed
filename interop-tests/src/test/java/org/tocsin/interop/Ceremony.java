package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;

/// What an operator types to replace a team's keys: the next manifest is drafted and signed beside the node, and the
/// node takes it.
final class Ceremony {
    private final Path node;
    private final Surroundings surroundings = Scene.surroundings();

    /// @param node the node's directory, whose root key is still in it
    Ceremony(Path node) {
        this.node = node;
    }

    /// `tocsin node rotate WHAT …`.
    void rotate(String what, String... more) {
        List<String> words = new ArrayList<>(List.of("node", "rotate", what, "--node", node.toString()));
        words.addAll(List.of(more));
        type(words.toArray(String[]::new));
    }

    /// All manifests with one more, which the node does not have yet.
    ///
    /// @param changes as `team manifest edit` takes them; paths are relative to the node's directory if they begin with
    /// `papers/` or `keys/`
    Path signed(String... changes) throws IOException {
        Path offline = node.resolve("offline.manifests");
        Files.deleteIfExists(offline);
        Files.copy(node.resolve("papers/team.manifests"), offline);
        Path draft = Files.createTempDirectory(node, "draft-").resolve("next.toml");
        List<String> words = new ArrayList<>(
                List.of("team", "manifest", "edit", draft.toString(), "--manifests", offline.toString()));
        for (String change : changes) {
            words.add(change.replaceFirst("(^|=)(papers|keys)/", "$1" + node + "/$2/"));
        }
        type(words.toArray(String[]::new));
        type(
                "team",
                "manifest",
                "sign",
                draft.toString(),
                "--manifests",
                offline.toString(),
                "--root-key",
                node.resolve("keys/root.key").toString());
        return offline;
    }

    /// The node takes what was signed.
    void take(Path signed) {
        type("node", "manifest", signed.toString(), "--node", node.toString());
    }

    /// Whether the node answers an officer whose directory this is.
    static boolean isLetIn(Path officer) {
        Surroundings surroundings = Scene.surroundings();
        return CommandRun.of(
                                surroundings.clock(),
                                surroundings.random(),
                                "record",
                                "list",
                                "--node",
                                officer.toString())
                        .exit()
                == ExitCode.OK;
    }

    CommandRun type(String... words) {
        CommandRun run = CommandRun.of(surroundings.clock(), surroundings.random(), words);
        assertEquals(ExitCode.OK, run.exit(), String.join(" ", words) + "\n" + run.out() + run.err());
        return run;
    }
}
