package org.tocsin.node.duty;

/// The text of a new `duty.toml`: one officer, always on call, at the terminal; and how to write everything else.
public final class DutyTemplate {
    private DutyTemplate() {}

    /// @param officer the id of the first officer, as in the certificate
    public static String of(String officer) {
        return HEAD.replace("FIRST", officer)
                + CHANNELS
                + OFFICERS.replace("FIRST", officer)
                + ROTAS.replace("FIRST", officer)
                + LADDER;
    }

    private static final String HEAD = """
            # Who is on duty, how they are reached, and who is summoned after whom when an emergency comes.
            # Read at start and on SIGHUP; run `tocsin duty coverage` after a change: it names every minute at which nobody is on call.
            # Paths are relative to this file's directory. Unknown keys are errors.

            # The time zone of all times below that do not say otherwise, by its IANA name: "Europe/Madrid".
            zone = "UTC"

            # The officer who is told of missed check-ins.
            liaison = "FIRST"

            """;
    private static final String CHANNELS = """
            # ---- Channels: one for each way to one addressee. kind: mail, webhook, command or terminal.

            # Whoever has `tocsin duty watch` open.
            [[channel]]
            name = "watch"
            kind = "terminal"

            # The mail server of all channels of kind mail. security: "starttls" (default, port 587), "tls" (465), "none" (25; this
            # machine only). The OpenPGP files are for signing mail, and may be left out; user and password_file, too.
            # [smtp]
            # host = "mail.cert-xx.example"
            # security = "starttls"
            # user = "tocsin"
            # password_file = "keys/smtp-password"
            # from = "tocsin@cert-xx.example"
            # openpgp_signing_file = "keys/duty-openpgp.asc"
            # openpgp_passphrase_file = "keys/duty-openpgp-passphrase"

            # [[channel]]
            # name = "ana-mail"
            # kind = "mail"
            # to = "ana@cert-xx.example"
            # openpgp_file = "papers/ana-openpgp.asc"     # encrypts to this key; may be left out
            # deadline = "15s"                            # an attempt may take so long; then the next channel is tried

            # preset: "standard" (Standard Webhooks, CloudEvents), "ntfy", "matrix", "mattermost", "pagerduty".
            # [[channel]]
            # name = "ana-phone"
            # kind = "webhook"
            # preset = "ntfy"
            # address = "https://ntfy.cert-xx.example/duty-ana"
            # secret_file = "keys/ntfy-token"

            # A program of this machine, without a shell; it gets the text on its standard input.
            # [[channel]]
            # name = "siren"
            # kind = "command"
            # command = ["/usr/local/bin/siren", "--room", "3"]

            """;
    private static final String OFFICERS = """
            # ---- Officers. id: what follows officer/ in their certificate. role: "officer" (default), "deputy", "head".
            # languages: the preferred one first. channels: tried in this order.

            [[officer]]
            id = "FIRST"
            name = "First officer"
            languages = ["en"]
            channels = ["watch"]

            # [[officer]]
            # id = "b21c"
            # name = "Ben Ito"
            # role = "deputy"
            # zone = "Asia/Tokyo"
            # languages = ["ja", "en"]
            # channels = ["watch"]

            """;
    private static final String ROTAS = """
            # ---- Rotas: who is on call when. A rota has turns, which come again by a rule of RFC 5545 (FREQ=DAILY, WEEKLY, MONTHLY or
            # YEARLY), from `start` on. Officers take the turns one after the other. A turn lasts until `end`, or without `end` until the
            # next one begins; it begins and ends by the clock of its zone, whatever daylight saving does. Where turns overlap, all their
            # officers are on call.

            [[rota]]
            name = "first"

            [[rota.turn]]
            officers = ["FIRST"]
            start = 2026-01-05T09:00:00
            rule = "FREQ=WEEKLY"

            # Nights of another team's site: its zone, and an end.
            # [[rota.turn]]
            # officers = ["b21c"]
            # zone = "Asia/Tokyo"
            # start = 2026-01-05T03:00:00
            # end = 2026-01-05T18:00:00
            # rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20271231T235900Z"

            # Two officers take each other's turns for a while.
            # [[rota.swap]]
            # from = 2026-03-02T09:00:00
            # until = 2026-03-09T09:00:00
            # between = ["FIRST", "b21c"]

            # Who is on call instead, whatever turns and swaps say; [] is nobody. Of several at one time the last one here counts.
            # [[rota.override]]
            # from = 2026-12-25T00:00:00
            # until = 2026-12-26T00:00:00
            # officers = ["b21c"]
            # why = "Christmas Day"

            """;
    private static final String LADDER = """
            # ---- The ladder: who is summoned one after the other until somebody acknowledges.

            [ladder]
            # How often it is climbed in all, 1 to 10. Then the emergency is unanswered, and the team that raised it is told.
            rounds = 3
            # Whoever acknowledged and is not heard of for so long no longer counts, and the ladder resumes.
            silence = "30m"

            # FLASH and IMMEDIATE climb every rung, round after round; PRIORITY climbs, in each round, up to the first rung that reached
            # somebody; ROUTINE does so once. A rung on which nobody stands, or all of whose channels failed, falls through to the next
            # one at once, whatever the precedence.

            # who: "on-call" (with rota), "officer" (with officer), "deputy", "head", "everyone". wait: until the next rung.
            # channels: only these of the people's channels, by name or kind; left out: all of them.
            [[ladder.rung]]
            who = "on-call"
            rota = "first"
            wait = "5m"

            # [[ladder.rung]]
            # who = "deputy"
            # channels = ["mail", "siren"]
            # wait = "5m"

            [[ladder.rung]]
            who = "everyone"
            wait = "10m"
            """;
}
