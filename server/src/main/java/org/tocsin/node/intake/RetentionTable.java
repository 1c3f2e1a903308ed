package org.tocsin.node.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.node.store.Session;

/// The tables of how long partners' records are kept: `retention_term` and `retention_through`; and the evidence that
/// says when records came.
final class RetentionTable {
    private RetentionTable() {}

    /// What binds a partner's records from an instant on; 0 days: nothing.
    record Term(Instant since, int days) {}

    /// A row of evidence, and when it was stored.
    record Arrived(long segment, Instant at) {}

    static List<Term> terms(Session session, Team partner) {
        return session.list(
                "select since, days from retention_term where partner = ? order by since",
                row -> new Term(row.instant(1), row.count(2)),
                partner.domain());
    }

    /// What was to bind from a later instant on is of a clock that was put back since: the shortest of it binds what
    /// came by then, and the new term what comes now.
    static void bind(Session session, Team partner, Term term) {
        List<Term> ahead = terms(session, partner).stream()
                .filter(later -> later.since().isAfter(term.since()))
                .toList();
        session.update("delete from retention_term where partner = ? and since > ?", partner.domain(), term.since());
        ahead.stream()
                .map(Term::days)
                .filter(days -> days > 0)
                .min(Integer::compare)
                .ifPresent(
                        days -> insert(session, partner, new Term(term.since().minusMillis(1), days)));
        insert(session, partner, term);
    }

    private static void insert(Session session, Team partner, Term term) {
        session.update(
                "insert into retention_term (partner, since, days) values (?, ?, ?)"
                        + " on conflict (partner, since) do update set days = excluded.days",
                partner.domain(),
                term.since(),
                term.days());
    }

    /// Until when a record that arrived at an instant may be kept: the shortest of what has bound it since then; empty
    /// if nothing has.
    static Optional<Instant> due(List<Term> terms, Instant arrived) {
        List<Integer> binding = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            boolean over = i + 1 < terms.size() && !terms.get(i + 1).since().isAfter(arrived);
            if (!over && terms.get(i).days() > 0) {
                binding.add(terms.get(i).days());
            }
        }
        return binding.stream().min(Integer::compare).map(days -> arrived.plus(Duration.ofDays(days)));
    }

    static long through(Session session, Team partner, String cause) {
        return session.first(
                        "select segment from retention_through where partner = ? and cause = ?",
                        row -> row.number(1),
                        partner.domain(),
                        cause)
                .orElse(0L);
    }

    static void through(Session session, Team partner, String cause, long segment) {
        session.update(
                "insert into retention_through (partner, cause, segment) values (?, ?, ?)"
                        + " on conflict (partner, cause) do update set segment = excluded.segment",
                partner.domain(),
                cause,
                segment);
    }

    /// The first evidence behind a row that a partner brought from one instant to another, the first included.
    static Optional<Arrived> next(Session session, Team partner, long behind, Instant from, Instant to) {
        return session.first(
                "select id, stored_at from received_segment where id > ? and team = ? and stored_at >= ?"
                        + " and stored_at < ? order by id limit 1",
                row -> new Arrived(row.number(1), row.instant(2)),
                behind,
                partner.domain(),
                from,
                to);
    }
}
