package org.tocsin.cli.emergency;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin emergency watch [ID]`: what happens, as it happens.
@Command(
        name = "watch",
        description = {
            "Shows what happens about emergencies as it happens, a line each, until Ctrl-C or until the one is over.",
            "With an ID: first what happened already. For the duty desk see: tocsin duty watch."
        },
        footer = {"", "  tocsin emergency watch", "  tocsin emergency watch 3f9a1c --output json"})
final class EmergencyWatchCommand extends EmergencyCommand {
    private static final Duration LOOK = Duration.ofSeconds(5);
    /// Emergencies of which it is remembered what they are.
    private static final int KNOWN_MAX = 1_000;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "only this one: its id, or 6 digits of it or more")
    private Optional<String> id = Optional.empty();

    private final Map<Digest, EmergencyView> known = new LinkedHashMap<>();

    EmergencyWatchCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return id.orElse("emergencies");
    }

    @Override
    void check() {
        id.ifPresent(EmergencyCommand::id);
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) throws InterruptedException {
        Stories stories = new Stories(console(), language());
        EmergencyLine line = client.emergencies();
        try (EmergencyLine.Watch<Occurrence> watch = line.watch(id.map(EmergencyCommand::id))) {
            boolean open = true;
            Set<Occurrence> shown = new HashSet<>();
            if (id.isPresent()) {
                EmergencyLine.Story story = line.story(id(id.get()));
                story.timeline().forEach(one -> stories.happened(one, Optional.of(story.view())));
                shown.addAll(story.timeline());
                open = story.view().isOpen();
            }
            while (open) {
                Optional<Occurrence> next = watch.next(LOOK);
                if (next.isPresent() && !shown.remove(next.get())) {
                    stories.happened(next.get(), Optional.of(view(line, next.get())));
                    open = id.isEmpty() || line.story(id(id.get())).view().isOpen();
                }
            }
            return ExitCode.OK;
        }
    }

    private EmergencyView view(EmergencyLine line, Occurrence occurrence) {
        if (known.size() >= KNOWN_MAX) {
            known.remove(known.keySet().iterator().next());
        }
        return known.computeIfAbsent(
                occurrence.emergency(), digest -> line.story(digest.hex()).view());
    }
}
