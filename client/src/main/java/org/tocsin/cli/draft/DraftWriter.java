package org.tocsin.cli.draft;

import java.time.Instant;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// Writes terms as a draft: TOML, with a comment above every term that says what it means, its unit and its bounds.
/// What is written reads back as the same terms.
public final class DraftWriter {
    private final StringBuilder text = new StringBuilder(16 * 1024);

    private DraftWriter() {}

    /// @param us the party that edits it
    public static String text(SharingAgreement agreement, Team us) {
        return new DraftWriter().draft(agreement, us);
    }

    private String draft(SharingAgreement agreement, Team us) {
        Team partner = agreement.first().from().equals(us)
                ? agreement.first().to()
                : agreement.first().from();
        comment("A draft of a sharing agreement. Every term must be here; nothing else may be. Edit it, then:");
        comment("  tocsin agreement draft --check FILE     says what is wrong, or what the terms' hash is");
        comment("  tocsin agreement show FILE              shows the terms in words");
        text.append('\n');
        key("us", quoted(us.domain()), "The two parties, by their domains: who edits this, and the other team.");
        key("partner", quoted(partner.domain()));
        text.append("\n[agreement]\n");
        agreement(agreement);
        conduct(agreement.conduct());
        text.append("\n# What we give: records from us to the partner.\n[gives]\n");
        direction(agreement.direction(us, partner).orElseThrow());
        text.append("\n# What we take: records from the partner to us.\n[takes]\n");
        direction(agreement.direction(partner, us).orElseThrow());
        parts(agreement.conduct());
        return text.toString();
    }

    private void agreement(SharingAgreement agreement) {
        key(
                "id",
                quoted(agreement.id().hex()),
                "Names the agreement through all its versions: 32 hex digits. Leave it as it is.");
        key(
                "version",
                agreement.version(),
                "1 at first; each proposal, counter-proposal and amendment has the next number.");
        key(
                "previous",
                quoted(agreement.previous().map(Digest::hex).orElse("")),
                "Hash of the last version that both signed, 64 hex digits; empty if there is none.");
        key("title", quoted(agreement.title()), "What the parties call it; at most 200 bytes.");
        key("legal_basis", quoted(agreement.legalBasis()), "Law, treaty or memorandum; at most 2000 bytes.");
        key(
                "from",
                time(agreement.from()),
                "In force from then on: a day (2026-01-31, UTC) or a time with its offset.");
        key("until", time(agreement.until()), "Lapses at this time, if it is not replaced or ended before.");
    }

    private void conduct(Conduct conduct) {
        comment("When the parties mean to look at it again; leave it out if they do not.");
        text.append(
                conduct.review().map(review -> "review = " + time(review)).orElse("# review = 2027-01-01T00:00:00Z"));
        text.append('\n');
        key("notice_days", conduct.noticeDays(), "Days between saying that it ends and its end, 0 to 3650.");
        key(
                "approvals",
                conduct.approvals(),
                "Officers of each party who must approve what it signs, 0 to 8; their signatures go with it.");
        key(
                "languages",
                list(conduct.languages()),
                "Languages that it is shown in, as in RFC 5646, at most 8. There are phrases in en, es, fr and ja.");
        key(
                "check_in_days",
                conduct.checkInDays(),
                "A sign of life at least every so many days, 1 to 366; 0: none agreed.");
    }

    private void direction(Direction way) {
        key(
                "ceiling",
                quoted(way.ceiling().map(Tlp::label).orElse(DraftWords.NOTHING)),
                "Strictest TLP 2.0 marking that flows: CLEAR, GREEN, AMBER, AMBER+STRICT, RED; NOTHING: no record flows.");
        key(
                "history_days",
                way.backfillDays(),
                "Also records of so many days before the agreement's beginning, 0 to 36500.");
        onward(way.onward());
        scope(way.scope());
        withholding(way.withholding());
        handling(way.handling());
    }

    private void onward(Onward onward) {
        key(
                "onward",
                quoted(DraftWords.reach(onward.reach())),
                "What the receiver may hand on of what is marked CLEAR or GREEN and names no audience:",
                "  none; own-constituents (outside this network, no other team); named-hubs; as-marked (to its partners).");
        key(
                "onward_hubs",
                list(onward.hubs().stream().map(Team::domain).toList()),
                "With named-hubs: the teams, at most 64.");
        key(
                "receipts_to_author",
                String.valueOf(onward.receiptsToAuthor()),
                "Whether receipts of those behind the receiver come back to the author.");
    }

    private void scope(Scope scope) {
        comment("Which records flow, by what their header states. Each list: values, \"(all)\" for every value, and");
        comment("\"(unstated)\" for records that state none. A record flows if all its values are in the list.");
        comment("An empty list lets nothing flow.");
        key(
                "kinds",
                list(scope.kinds()),
                "Kinds of record: INCIDENT, REPORT, VULNERABILITY, THREAT, INDICATOR, OTHER.");
        key(
                "rsit",
                list(scope.rsit()),
                "Classes of the Reference Security Incident Taxonomy, at most 256: \"fraud\" for all of a class,",
                "\"fraud/phishing\" for one type.");
        key(
                "sectors",
                list(scope.sectors()),
                "Sectors of victims, in STIX words (energy, financial-services), at most 256.");
        key("countries", list(scope.countries()), "Countries of victims, ISO 3166 (ES, JP), at most 256.");
        key("confidence_min", scope.confidenceMin(), "Lowest confidence, 0 to 100; 0: any, also where none is stated.");
        key(
                "pap_ceiling",
                quoted(scope.papCeiling().map(Enum::name).orElse(DraftWords.UNSTATED)),
                "Strictest PAP marking that flows: CLEAR, GREEN, AMBER, RED; \"(unstated)\": only records without PAP.");
    }

    private void withholding(Withholding withholding) {
        key(
                "withhold_types",
                list(withholding.types()),
                "STIX types whose objects are left out of records (email-addr, user-account), at most 64.");
        key("withhold_victims", String.valueOf(withholding.victims()), "Whether identities of victims are left out.");
        key(
                "withhold_marked",
                String.valueOf(withholding.marked()),
                "Whether every property with a granular marking is left out, whatever the marking.");
    }

    private void handling(Handling handling) {
        key(
                "iep_actions",
                quoted(handling.iep().permittedActions().text()),
                "What the receiver may do at most (IEP 2.0): none, contact-for-instruction, internally-visible-actions,",
                "externally-visible-indirect-actions, externally-visible-direct-actions.");
        key(
                "iep_notify_affected",
                String.valueOf(handling.iep().affectedPartyNotifications()),
                "Whether the receiver may tell affected parties (IEP 2.0).");
        key(
                "iep_resale",
                String.valueOf(handling.iep().unmodifiedResale()),
                "Whether the receiver may sell it on unmodified (IEP 2.0).");
        key(
                "attribution",
                quoted(DraftWords.of(handling.attribution())),
                "Whether the author is named where its records go on (IEP 2.0): must, may, must-not.");
        key(
                "retention_days",
                handling.retentionDays(),
                "The receiver deletes a record so many days after its arrival, 1 to 36500; 0: when it is withdrawn.");
        key(
                "delete_at_end",
                String.valueOf(handling.deleteAtEnd()),
                "Whether the receiver deletes all records when the agreement has ended.");
        key(
                "receipts_owed",
                handling.receiptsOwed().stream().map(DraftWriter::owed).collect(Collectors.joining(", ", "{ ", " }")),
                "What the receiver owes about each record, in hours from its arrival (deleted: from when it must be), 1 to 8784:",
                "  read, accepted, refused, acted, deleted; as in { read = 72, deleted = 24 }. {}: nothing.");
    }

    private void parts(Conduct conduct) {
        text.append("\n# Emergencies. Leave this part out: none may be raised.\n");
        conduct.emergency().ifPresent(this::emergency);
        text.append(
                "\n# Annexes, at most 32: kind is project, delegate or visit; title up to 200 bytes, text up to 2000.\n");
        for (Conduct.Annex annex : conduct.annexes()) {
            text.append("[[annex]]\n");
            key("kind", quoted(DraftWords.of(annex.kind())));
            key("title", quoted(annex.title()));
            key("text", quoted(annex.text()));
        }
        text.append(
                "\n# The hub's general terms that this accedes to, and their hash. Leave this part out if it is no accession.\n");
        conduct.accession().ifPresent(accession -> {
            text.append("[accession]\n");
            key("hub", quoted(accession.hub().domain()));
            key("general_terms", quoted(accession.generalTerms().hex()));
        });
    }

    private void emergency(Conduct.Emergency emergency) {
        text.append("[emergency]\n");
        key("precedences", list(emergency.precedences()), "What may be raised: FLASH, IMMEDIATE, PRIORITY, ROUTINE.");
        key("quota", emergency.quota(), "How many may wake someone in 24 hours, 0 to 1000.");
        key("answer_minutes", emergency.answerMinutes(), "Minutes until a human has answered, 1 to 10080.");
        key(
                "after_lapse",
                String.valueOf(emergency.afterLapse()),
                "Whether emergencies may be raised after the agreement lapsed.");
        key(
                "drill_window",
                quoted(emergency.drillWindow()),
                "When drills may happen: a start in a zone, a rule of RFC 5545, a duration, at most 500 bytes; empty: never. As in",
                "  DTSTART;TZID=Europe/Madrid:20260107T090000 RRULE:FREQ=MONTHLY;BYDAY=1WE DURATION:PT2H");
        key(
                "relay",
                String.valueOf(emergency.relay()),
                "Whether a partner of both may hand an emergency over, sealed, when the other node cannot be reached.");
        key(
                "records",
                String.valueOf(emergency.records()),
                "Whether records that an emergency refers to go ahead on the emergency lane, if what flows lets them.");
    }

    private void comment(String comment) {
        text.append("# ").append(comment).append('\n');
    }

    private void key(String key, int value, String comment) {
        key(key, String.valueOf(value), comment);
    }

    private void key(String key, String value, String... comments) {
        for (String comment : comments) {
            comment(comment);
        }
        text.append(key).append(" = ").append(value).append('\n');
    }

    private static String owed(ReceiptOwed owed) {
        return DraftWords.of(owed.kind()) + " = " + owed.withinHours();
    }

    private static String time(Instant instant) {
        return instant.toString();
    }

    private static String list(Selection selection) {
        TreeSet<String> words = new TreeSet<>(selection.values());
        if (selection.all()) {
            words.add(DraftWords.ALL);
        }
        if (selection.unstated()) {
            words.add(DraftWords.UNSTATED);
        }
        return list(words);
    }

    private static String list(Collection<String> words) {
        return words.stream().map(DraftWriter::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /// A TOML basic string in one line. What could hide or move something on a screen stands as its code point.
    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (Escaper.isForbidden(point)) {
                quoted.append(String.format("\\U%08X", point));
            } else {
                quoted.appendCodePoint(point);
            }
        });
        return quoted.append('"').toString();
    }
}
