package org.tocsin.node.directory;

import java.time.Instant;
import org.tocsin.node.directory.AgreementReminders.Reminder;
import org.tocsin.node.store.Session;

/// The table of reminders that were given.
final class AgreementReminderTable {
    private AgreementReminderTable() {}

    /// Notes a reminder.
    ///
    /// @return false if it was given before
    static boolean given(Session session, Reminder reminder, Instant at) {
        return session.update(
                        "insert into agreement_reminder (agreement_id, version, what, days, reminded_at)"
                                + " values (?, ?, ?, ?, ?) on conflict do nothing",
                        reminder.agreement(),
                        reminder.version(),
                        reminder.what().text(),
                        reminder.days(),
                        at)
                > 0;
    }
}
