package org.tocsin.node.config;

import java.util.Collection;
import java.util.EnumSet;
import java.util.stream.Collectors;

/// The text of a new `roles.toml`, and of further entries in it.
public final class RosterTemplate {
    private RosterTemplate() {}

    /// The file of a new team: its one officer is everything, so that one person can begin.
    public static String of(String officer) {
        return """
                # The officers of this team, and what they may do at this node. Read at start, and again on SIGHUP.
                # Who is not here may do nothing, whatever certificate they have: to revoke an officer, remove the entry and
                # send SIGHUP. `tocsin node officers` shows who may do what; server/README.md has the table of all calls.
                #
                # analyst       publishes records, marks and takes them back, reads what came
                # duty-officer  raises emergencies and answers them
                # liaison       deals with other teams: peers, drafts of agreements, the own profile
                # signatory     approves what binds the team: agreements, releases of RED records
                # auditor       reads everything, the acts of officers too, and changes nothing
                # operator      keeps the node running: lanes, retries, history; reads no content
                """ + entry(officer, EnumSet.allOf(OfficerRole.class));
    }

    /// One officer more.
    public static String entry(String officer, Collection<OfficerRole> roles) {
        return """

                [[officer]]
                id = "%s"
                roles = [%s]
                """.formatted(
                officer, roles.stream().map(role -> '"' + role.text() + '"').collect(Collectors.joining(", ")));
    }
}
