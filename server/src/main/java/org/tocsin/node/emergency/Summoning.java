package org.tocsin.node.emergency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.duty.LadderSnapshot;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Session;
import org.tocsin.proof.Sha256;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.Language;

/// Reaches officers of this team: each attempt is written down before it is made, its outcome after it; where a channel
/// fails the officer's next one is tried at once. Rule R-EMG-8.
final class Summoning {
    private static final Logger log = LoggerFactory.getLogger(Summoning.class);
    private static final String TAG = "tocsin/attempt/v1\n";
    private static final int ATTEMPT_DIGITS = 32;

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final EmergencyViews views;
    private final ContactMail contacts;
    /// What the process before left without an outcome. Known before this one writes any: its own are under way.
    private final List<SummonsTable.Attempt> left;

    Summoning(EmergencyParts parts, EmergencyFeed feed) {
        this.parts = parts;
        this.feed = feed;
        this.views = new EmergencyViews(parts.own());
        this.contacts = new ContactMail(parts);
        this.left = parts.transactions().read(SummonsTable::pending);
    }

    /// What an officer is told: somebody must answer, or what has become of a call.
    ///
    /// @param word `summons`, `unanswered`, `no-receipt`, `missed-check-in`, or `contact`: the called team itself
    /// @param team whom it is about
    record Telling(String word, Team team) {
        static final String SUMMONS = "summons";
        static final String UNANSWERED = "unanswered";
        static final String NO_RECEIPT = "no-receipt";
        static final String MISSED_CHECK_IN = "missed-check-in";
        static final String CONTACT = "contact";

        String text() {
            return word + " " + team;
        }

        static Telling of(String text) {
            String[] words = text.split(" ", 2);
            return new Telling(words[0], new Team(words[1]));
        }
    }

    /// Has everybody on a rung told, as soon as the batch is durable.
    ///
    /// @param round 0 if no ladder is climbed
    void tell(
            Batch batch,
            EmergencyTable.Held held,
            Telling telling,
            int round,
            int rung,
            List<LadderSnapshot.Person> people) {
        for (LadderSnapshot.Person person : people) {
            write(
                    batch,
                    new SummonsTable.Attempt(
                            "",
                            held.id(),
                            telling.text(),
                            round,
                            rung,
                            person.officer(),
                            0,
                            person.channels(),
                            person.languages().getFirst(),
                            person.zone(),
                            batch.now(),
                            Optional.empty()));
        }
    }

    /// Has a mail written to a team that we called, as soon as the batch is durable; to each address once.
    void contact(Batch batch, EmergencyTable.Held held, Team team, ContactMail.Address address) {
        write(
                batch,
                new SummonsTable.Attempt(
                        "",
                        held.id(),
                        new Telling(Telling.CONTACT, team).text(),
                        0,
                        0,
                        address.address(),
                        0,
                        List.of(Channels.MAIL_TO + address.address()),
                        address.language(),
                        address.zone(),
                        batch.now(),
                        Optional.empty()));
    }

    private void write(Batch batch, SummonsTable.Attempt one) {
        var named = new SummonsTable.Attempt(
                id(one),
                one.emergency(),
                one.purpose(),
                one.round(),
                one.rung(),
                one.officer(),
                one.place(),
                one.channels(),
                one.language(),
                one.zone(),
                batch.now(),
                Optional.empty());
        if (SummonsTable.insert(batch.session(), named)) {
            CrashPoint.SUMMONS_WRITTEN.pass();
            feed.after(batch, () -> parts.tasks().execute(() -> make(named)));
        }
    }

    /// The same attempt has the same id, before and after a crash: whoever gets it twice can tell.
    private static String id(SummonsTable.Attempt one) {
        String text = TAG + one.emergency().hex() + "\n" + one.purpose() + "\n" + one.round() + "\n" + one.rung() + "\n"
                + one.officer() + "\n" + one.place();
        return Sha256.of(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .hex()
                .substring(0, ATTEMPT_DIGITS);
    }

    private void make(SummonsTable.Attempt one) {
        CrashPoint.SUMMONS_UNMADE.pass();
        Optional<EmergencyView> view = parts.transactions()
                .read(session -> EmergencyTable.find(session, one.emergency()).map(held -> views.view(session, held)));
        if (view.isEmpty()) {
            return;
        }
        Telling telling = Telling.of(one.purpose());
        boolean isContact = telling.word().equals(Telling.CONTACT);
        if (isContact && !contacts.isListed(telling.team(), one.officer())) {
            noted(view.get().originator(), one.attempt(), ContactMail.NOT_LISTED, "");
            return;
        }
        Notice notice = notice(one, view.get());
        parts.duty().make(new Attempts.Attempt(view.get().originator(), one.channel(), notice));
        CrashPoint.SUMMONS_MADE.pass();
    }

    private Notice notice(SummonsTable.Attempt one, EmergencyView view) {
        Language language = Language.of(List.of(one.language())).getFirst();
        var wording = new EmergencyWording(language);
        Telling telling = Telling.of(one.purpose());
        EmergencyWording.Told told = switch (telling.word()) {
            case Telling.SUMMONS -> wording.summons(view, one.zone());
            case Telling.NO_RECEIPT -> wording.noReceipt(view, telling.team(), one.zone());
            case Telling.CONTACT -> wording.contact(view, telling.team(), contacts.phones(), one.zone());
            case Telling.MISSED_CHECK_IN -> wording.missedCheckIn(view, telling.team(), one.zone());
            default -> wording.unanswered(view, telling.team(), one.zone());
        };
        return new Notice(
                one.attempt(),
                telling.word().equals(Telling.SUMMONS) ? Notice.Purpose.SUMMONS : Notice.Purpose.NOTICE,
                view.emergency().isExercise(),
                view.emergency().precedence(),
                view.originator(),
                told.subject(),
                told.lines(),
                language.tag(),
                Optional.of(view.id().hex()),
                one.madeAt());
    }

    /// Writes an outcome down; of a channel that failed, the officer's next one is tried.
    void done(Attempts.Attempt made, Outcome outcome, Duration took) {
        String word = switch (outcome) {
            case Outcome.Delivered delivered -> SummonsTable.DELIVERED;
            case Outcome.Failed failed -> failed.reason().word();
        };
        String said = switch (outcome) {
            case Outcome.Delivered delivered -> delivered.detail();
            case Outcome.Failed failed -> failed.detail();
        };
        noted(made.partner(), made.notice().attempt(), word, said);
    }

    private void noted(Team partner, String attempt, String word, String said) {
        try {
            EmergencyWork.noting(
                    parts.ledger(), new WorkOrigin.Emergency(partner), batch -> done(batch, attempt, word, said));
        } catch (FaultException failed) {
            // It stays without an outcome, and is made once more after the next start, under the same id.
            log.warn("an attempt's outcome was not kept attempt={}", attempt);
        }
    }

    private boolean done(Batch batch, String attempt, String outcome, String said) {
        Session session = batch.session();
        Optional<SummonsTable.Attempt> found = SummonsTable.find(session, attempt);
        if (found.isEmpty() || !SummonsTable.done(session, attempt, outcome, said, batch.now())) {
            return false;
        }
        SummonsTable.Attempt one = found.get();
        feed.note(
                batch,
                new Occurrence(
                        one.emergency(),
                        batch.now(),
                        new Occurrence.Detail.Attempted(
                                one.officer(), one.channel(), one.round(), one.rung(), outcome, said)));
        if (!outcome.equals(SummonsTable.DELIVERED)) {
            failOver(batch, one);
        }
        CrashPoint.SUMMONS_DONE.pass();
        return true;
    }

    private void failOver(Batch batch, SummonsTable.Attempt one) {
        if (one.place() + 1 >= one.channels().size()) {
            feed.after(
                    batch,
                    () -> log.error(
                            one.channel().startsWith(Channels.MAIL_TO)
                                    ? "mail does not reach a partner's contact contact={} emergency={}"
                                    : "no channel reaches an officer: mend them officer={} emergency={}",
                            one.officer(),
                            one.emergency().hex()));
            fallThrough(batch, one);
            return;
        }
        write(
                batch,
                new SummonsTable.Attempt(
                        "",
                        one.emergency(),
                        one.purpose(),
                        one.round(),
                        one.rung(),
                        one.officer(),
                        one.place() + 1,
                        one.channels(),
                        one.language(),
                        one.zone(),
                        batch.now(),
                        Optional.empty()));
    }

    /// Nobody on a rung can be reached any more: nobody waits there for an answer, if somebody stands above it. The
    /// last one of a round is waited for, so that a team without a channel is not called round after round at once.
    private static void fallThrough(Batch batch, SummonsTable.Attempt one) {
        Session session = batch.session();
        boolean isLost = one.round() > 0
                && LadderRunTable.find(session, one.emergency())
                        .filter(run -> run.round() == one.round()
                                && run.rung() == one.rung()
                                && Climb.goesOn(run.ladder(), run.rung()))
                        .isPresent()
                && SummonsTable.isLost(session, one.emergency(), one.round(), one.rung());
        if (isLost) {
            Team originator = Telling.of(one.purpose()).team();
            DutyTimerTable.hasten(session, one.emergency(), originator, DutyTimerTable.What.RUNG, batch.now());
        }
    }

    /// After a start, once: attempts of the process before of which no outcome is known are made once more, unless
    /// nobody
    /// waits for them any more.
    void resume() {
        for (SummonsTable.Attempt one : left) {
            if (isAwaited(one)) {
                parts.tasks().execute(() -> make(one));
            } else {
                EmergencyWork.noting(
                        parts.ledger(),
                        new WorkOrigin.Maintenance(),
                        batch -> SummonsTable.done(
                                batch.session(), one.attempt(), SummonsTable.SPARED, "", batch.now()));
            }
        }
    }

    private boolean isAwaited(SummonsTable.Attempt one) {
        return parts.transactions().read(session -> {
            Optional<EmergencyTable.Held> held = EmergencyTable.find(session, one.emergency());
            if (held.isEmpty()) {
                return false;
            }
            boolean ours = held.get().originator().equals(parts.own());
            Life life = Lives.life(
                    session, held.get(), ours ? Telling.of(one.purpose()).team() : parts.own());
            return life.isOpen();
        });
    }
}
