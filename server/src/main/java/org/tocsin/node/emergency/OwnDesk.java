package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.duty.LadderSnapshot;

/// Tells the officers who are on call here of something that is no emergency, once, each on the first of their
/// channels.
public final class OwnDesk {
    private static final String LANGUAGE = "en";

    private OwnDesk() {}

    /// @param id the same for the same thing; 1 to 40 letters and digits
    /// @param about the partner that it is about
    public static void tell(DutyLine duty, String id, Team about, String subject, List<String> lines, Instant at) {
        List<LadderSnapshot.Person> people = duty.plan().stream()
                .flatMap(plan -> plan.snapshot(at).rungs().stream())
                .filter(rung -> !rung.people().isEmpty())
                .findFirst()
                .map(LadderSnapshot.Rung::people)
                .orElse(List.of());
        for (int place = 0; place < people.size(); place++) {
            var notice = new Notice(
                    id + "-" + place,
                    Notice.Purpose.NOTICE,
                    false,
                    Precedence.PRIORITY,
                    about,
                    subject,
                    lines,
                    LANGUAGE,
                    Optional.empty(),
                    at);
            duty.make(new Attempts.Attempt(about, people.get(place).channels().getFirst(), notice));
        }
    }
}
