package org.tocsin.node.insight;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Onward;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.policy.Admission;
import org.tocsin.node.policy.AdmissionDecision;
import org.tocsin.node.policy.Obligations;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.RecordSubject.Relayed;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.Trace.Looked;
import org.tocsin.node.policy.Trace.No;
import org.tocsin.node.policy.Trace.Step;
import org.tocsin.stix.ContentGlance;

/// Why a record goes to a team or not, or came in or not: asks the very gates that decide, and tells what each rule
/// said.
/// Beside them stand what no gate asks: whether the record is withdrawn, and whether a hub handed it on.
public final class Explaining {
    private final Directory directory;
    private final HeldRecords records;
    private final Publishing publishing;
    private final LaneJournal journal;
    private final InstantSource clock;

    /// What the rules say now, and what was decided before.
    ///
    /// @param via the hub that another team's record came through
    public record Explained(
            StoredRecord record,
            Team recipient,
            Instant at,
            Outcome outcome,
            List<LaneJournal.Ruling> past,
            Optional<Team> via) {
        public Explained {
            past = List.copyOf(past);
        }
    }

    /// What came out.
    ///
    /// @param word released, withheld, admitted, held or refused
    /// @param under the agreement under which it passes
    public record Outcome(String word, Optional<Agreed> under, List<Step> steps, List<LeftOut> leftOut) {
        public Outcome {
            steps = List.copyOf(steps);
            leftOut = List.copyOf(leftOut);
        }

        /// The step that decided; empty if none said no.
        public Optional<Step> deciding() {
            return steps.stream().filter(step -> step.no().isPresent()).findFirst();
        }
    }

    /// A version of an agreement.
    public record Agreed(Bytes id, int version) {}

    public Explaining(
            Directory directory, HeldRecords records, Publishing publishing, LaneJournal journal, InstantSource clock) {
        this.directory = directory;
        this.records = records;
        this.publishing = publishing;
        this.journal = journal;
        this.clock = clock;
    }

    /// Explains.
    ///
    /// @param to the team that an own record would go to, or that a hub would hand another team's on to; empty: why
    /// another team's record is taken in
    /// @throws org.tocsin.node.fault.FaultException if there is no such record or team, or no team is named
    public Explained explain(String text, int version, Optional<Team> to) {
        Optional<ReleaseDrafts.Draft> waiting = publishing.red().drafts().lookUp(text);
        StoredRecord record =
                waiting.isPresent() ? publishing.sketch(waiting.get()).record() : records.version(text, version);
        if (to.isEmpty()) {
            if (record.own()) {
                throw malformed("the record is our own: name the team that it would go to");
            }
            return inbound(record);
        }
        Team team = to.get();
        if (team.equals(directory.view().own())) {
            throw malformed("that is our own team: name another");
        }
        if (directory.view().team(team).isEmpty()) {
            throw Fault.of(Reason.NOT_FOUND, "no such team").exception();
        }
        if (waiting.isPresent()) {
            return waiting(waiting.get(), team);
        }
        return record.own() ? outbound(record, team) : onward(record, team);
    }

    /// What waits for a further officer is stated first, and then decided on like anything else. Rule R-REL-10.
    private Explained waiting(ReleaseDrafts.Draft draft, Team to) {
        Instant now = clock.instant();
        Publishing.Sketch sketch = publishing.sketch(draft);
        Step fourEyes = publishing.red().step(sketch.fragments(), draft.wanted().audience(), draft.createdBy());
        List<Looked> looked = new ArrayList<>();
        looked.add(new Looked("draft", draft.id().hex()));
        looked.add(new Looked("waits since", draft.createdAt().toString()));
        looked.addAll(fourEyes.looked());
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(fourEyes.rule(), fourEyes.name(), fourEyes.asked(), looked, fourEyes.no()));
        Release.Traced traced = Release.trace(subject(sketch.fragments()), standings(to), own(), to, now);
        steps.addAll(traced.trace().steps());
        return new Explained(
                sketch.record(),
                to,
                now,
                outcome(steps, traced.decision(), sketch.fragments()),
                List.of(),
                Optional.empty());
    }

    private Explained outbound(StoredRecord record, Team to) {
        Instant now = clock.instant();
        List<Fragment> fragments = records.fragments(record);
        Release.Traced traced = Release.trace(subject(fragments), standings(to), own(), to, now);
        List<LaneJournal.Ruling> past = journal.of(to, new LaneJournal.Stated(record.ledgerEpoch(), record.index()));
        boolean hasIt = past.stream().anyMatch(LaneJournal.Ruling.Given.class::isInstance);
        List<Step> steps = new ArrayList<>(withdrawal(record));
        records.narrowing(record).ifPresent(narrowed -> steps.add(narrowing(narrowed, hasIt)));
        steps.addAll(traced.trace().steps());
        return new Explained(record, to, now, outcome(steps, traced.decision(), fragments), past, Optional.empty());
    }

    /// What a hub hands on is decided on like its own statement, after whoever brought it let it go on.
    private Explained onward(StoredRecord record, Team to) {
        Instant now = clock.instant();
        Team from = records.via(record).orElse(record.version().record().team());
        List<Fragment> fragments = records.fragments(record);
        Set<Team> heldBy = new TreeSet<>(List.of(record.version().record().team(), from));
        RecordHeader header = RecordHeader.of(fragments);
        Onward onward = Obligations.onwardAt(header, standings(from), from, own(), now);
        var document = new Fragment.Document(record.marking(), Bytes.EMPTY);
        RecordSubject subject = new RecordSubject(
                header, List.of(document), ContentGlance.lazily(fragments), Optional.of(new Relayed(heldBy, onward)));
        Release.Traced traced = Release.trace(subject, standings(to), own(), to, now);
        Optional<LaneJournal.Stated> handedOn =
                records.handedOnAs(record).map(place -> new LaneJournal.Stated(place.epoch(), place.index()));
        List<Step> steps = new ArrayList<>(withdrawal(record));
        steps.add(new Step(
                "R-RLY-2",
                "handed-on",
                true,
                List.of(
                        new Looked("marking", record.marking().label()),
                        new Looked("handed on", handedOn.isPresent() ? "yes" : "no")),
                handedOn.isPresent() ? Optional.empty() : Optional.of(new No("NOT_HANDED_ON", Optional.empty()))));
        steps.addAll(traced.trace().steps());
        return new Explained(
                record,
                to,
                now,
                outcome(steps, traced.decision(), List.of(document)),
                handedOn.map(place -> journal.of(to, place)).orElse(List.of()),
                records.via(record));
    }

    private Explained inbound(StoredRecord record) {
        Instant now = clock.instant();
        Optional<Team> via = records.via(record);
        Team from = via.orElse(record.version().record().team());
        Admission.Traced traced =
                Admission.trace(subject(records.fragments(record)), standings(from), from, own(), now);
        List<Step> steps = new ArrayList<>(withdrawal(record));
        steps.addAll(traced.trace().steps());
        boolean gone = records.withdrawal(record).isPresent();
        Outcome outcome = switch (traced.decision()) {
            case AdmissionDecision.Admitted admitted ->
                new Outcome(
                        gone ? "refused" : "admitted",
                        Optional.of(new Agreed(admitted.agreementId(), admitted.agreementVersion())),
                        steps,
                        List.of());
            case AdmissionDecision.Held held -> new Outcome("held", Optional.empty(), steps, List.of());
            case AdmissionDecision.Refused refused -> new Outcome("refused", Optional.empty(), steps, List.of());
        };
        return new Explained(record, own(), now, outcome, List.of(), via);
    }

    private static Outcome outcome(List<Step> steps, ReleaseDecision decision, List<Fragment> fragments) {
        boolean stopped = steps.stream().anyMatch(step -> step.no().isPresent());
        return switch (decision) {
            case ReleaseDecision.Withheld withheld -> new Outcome("withheld", Optional.empty(), steps, List.of());
            case ReleaseDecision.Released released ->
                stopped
                        ? new Outcome("withheld", Optional.empty(), steps, List.of())
                        : new Outcome(
                                "released",
                                Optional.of(new Agreed(released.agreementId(), released.agreementVersion())),
                                steps,
                                LeftOut.of(released.disclosure(), fragments));
        };
    }

    /// A withdrawn record goes nowhere, and is kept nowhere, whatever the gates say. Rule R-CTL-3.
    private List<Step> withdrawal(StoredRecord record) {
        Optional<Withdrawals.Standing> withdrawal = records.withdrawal(record);
        return withdrawal
                .map(row -> List.of(new Step(
                        "R-CTL-3",
                        "withdrawal",
                        true,
                        List.of(new Looked("withdrawn", row.at().toString()), new Looked("why", row.reason())),
                        Optional.of(new No("WITHDRAWN", Optional.empty())))))
                .orElse(List.of());
    }

    /// What is narrowed goes to nobody new: its content says what it was. Rule R-CTL-5.
    private static Step narrowing(HeldRecords.Narrowed narrowed, boolean hasIt) {
        List<Looked> looked = new ArrayList<>();
        looked.add(new Looked("narrowed", narrowed.at().toString()));
        looked.add(new Looked("marking", narrowed.marking().label()));
        narrowed.named()
                .ifPresent(teams ->
                        teams.stream().sorted().forEach(team -> looked.add(new Looked("named", team.domain()))));
        looked.add(new Looked("released before", hasIt ? "yes" : "no"));
        return new Step(
                "R-CTL-5",
                "narrowing",
                true,
                looked,
                hasIt ? Optional.empty() : Optional.of(new No("NARROWED", Optional.empty())));
    }

    private static RecordSubject subject(List<Fragment> fragments) {
        return new RecordSubject(RecordHeader.of(fragments), fragments, ContentGlance.lazily(fragments));
    }

    private Collection<Standing> standings(Team with) {
        return directory.view().agreementsWith(with);
    }

    private Team own() {
        return directory.view().own();
    }

    private static RuntimeException malformed(String why) {
        return Fault.of(Reason.MALFORMED, why).exception();
    }
}
