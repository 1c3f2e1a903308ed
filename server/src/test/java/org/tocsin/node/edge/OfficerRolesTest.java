package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.local.LocalEntry;
import org.tocsin.node.cli.NodeSetup;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.edge.PortMatrixTest.End;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PeerIdentity.Role;

/// Every method that officers call, called by an officer of every role, of none, unknown, removed, and by whoever is no
/// officer: a handler runs only where the method's rule says so. Threats T37 and T39.
class OfficerRolesTest {
    @TempDir
    static Path directory;

    private static OperatorRig es;
    private static OperatorRig jp;

    @BeforeAll
    static void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.pin(es, jp);
    }

    @AfterAll
    static void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void aHandlerRunsOnlyWhereARoleOfTheOfficerAllowsIt() throws Exception {
        Map<String, Set<OfficerRole>> officers = new LinkedHashMap<>();
        Arrays.stream(OfficerRole.values())
                .forEach(role ->
                        officers.put("a" + role.name().toLowerCase(Locale.ROOT).replace("_", ""), Set.of(role)));
        officers.put("all", EnumSet.allOf(OfficerRole.class));
        officers.put("unknown", Set.of());
        officers.forEach(es::enrol);
        List<String> wrong = new ArrayList<>();
        long allowed = 0;
        long before = acts();
        long all = entries().count();
        for (Map.Entry<String, Set<OfficerRole>> officer : officers.entrySet()) {
            ManagedChannel channel = PortMatrixTest.channel(es, papers(officer.getKey()), es.operatorPort);
            for (MethodDescriptor method : operatorMethods()) {
                boolean may =
                        MethodRules.of(method).orElseThrow().roles().stream().anyMatch(officer.getValue()::contains);
                allowed += may ? 1 : 0;
                End found = PortMatrixTest.call(channel, method);
                if (found != (may ? End.HANDLED : End.NOT_FOR_THIS_OFFICER)) {
                    wrong.add(officer + " " + method.getFullName() + ": " + found);
                }
            }
            channel.shutdownNow();
            assertTrue(channel.awaitTermination(60, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), wrong);
        // Whoever is refused is told so first.
        long calls = (long) officers.size() * operatorMethods().size();
        NodeRig.until(
                "every call is an entry, those that were refused too",
                () -> entries().count() - all >= calls);
        assertEquals(calls, entries().count() - all);
        assertEquals(allowed, acts() - before, "what was done is what was allowed");
    }

    @Test
    void whoIsNoOfficerOfThisTeamIsRefusedWhateverTheRosterSays() throws Exception {
        String jpOfficer = NodeSetup.pseudonym(jp.papers.officer());
        es.enrol(jpOfficer, EnumSet.allOf(OfficerRole.class));
        es.enrol("node-1", EnumSet.allOf(OfficerRole.class));
        long before = acts();
        for (Credentials caller : List.of(jp.papers.node(), jp.papers.officer(), es.papers.node())) {
            ManagedChannel channel = PortMatrixTest.channel(es, caller, es.operatorPort);
            for (MethodDescriptor method : operatorMethods()) {
                assertEquals(End.REFUSED_AT_THE_DOOR, PortMatrixTest.call(channel, method), method.getFullName());
            }
            channel.shutdownNow();
        }
        assertEquals(before, acts());
    }

    @Test
    void whoIsRemovedFromTheRosterMayDoNothingMoreAlsoOnAnOpenConnection() throws Exception {
        es.enrol("gone", EnumSet.allOf(OfficerRole.class));
        ManagedChannel channel = PortMatrixTest.channel(es, papers("gone"), es.operatorPort);
        MethodDescriptor status = operatorMethods().stream()
                .filter(method -> method.getName().equals("GetNodeStatus"))
                .findFirst()
                .orElseThrow();
        assertEquals(End.HANDLED, PortMatrixTest.call(channel, status));
        es.enrol("gone", Set.of());
        for (MethodDescriptor method : operatorMethods()) {
            assertEquals(End.NOT_FOR_THIS_OFFICER, PortMatrixTest.call(channel, method), method.getFullName());
        }
        channel.shutdownNow();
    }

    @Test
    void anOfficerIsToldWhichRoleIsNeededAndWhoHasIt() {
        String first = NodeSetup.pseudonym(es.papers.officer());
        es.enrol(first, Set.of(OfficerRole.AUDITOR));
        es.enrol("zz", Set.of(OfficerRole.OPERATOR));
        try {
            var typed = es.type("lanes", "retry", "cert-jp.example");
            assertEquals(ExitCode.REFUSED, typed.exit());
            assertTrue(typed.err().contains("it needs operator"), typed.err());
            assertTrue(typed.err().contains("zz"), typed.err());
            assertTrue(typed.err().contains("tocsin node officers"), typed.err());
        } finally {
            es.enrol(first, EnumSet.allOf(OfficerRole.class));
        }
    }

    @Test
    void everyMethodForOfficersHasARuleAndOneWithoutIsRefusedAndKeepsThePortShut() {
        for (MethodDescriptor method : operatorMethods()) {
            assertTrue(MethodRules.of(method).isPresent(), method.getFullName() + " needs option (rule)");
        }
        ServerServiceDefinition unruled = new HealthGrpc.HealthImplBase() {}.bindService();
        assertThrows(IllegalStateException.class, () -> MethodRules.table(List.of(unruled)));
        OfficerDesk desk = new OfficerDesk(es.trust, es.roster::get, InstantSource.system());
        es.enrol("all", EnumSet.allOf(OfficerRole.class));
        var known = (Identification.Identified) es.trust.identify(
                List.of(papers("all").certificate()),
                Door.OPERATOR,
                InstantSource.system().instant());
        assertTrue(desk.objection(known.peer(), Optional.empty()).isPresent());
    }

    @Test
    void anAuditorChangesNothingAndAnOperatorReadsNoContent() {
        for (MethodDescriptor method : operatorMethods()) {
            MethodRules.Rule rule = MethodRules.of(method).orElseThrow();
            if (rule.roles().contains(OfficerRole.AUDITOR)) {
                assertTrue(rule.reads(), method.getFullName());
            }
            if (List.of("ExportRecords", "GetRecord", "ProveRecord", "ListShared")
                    .contains(method.getName())) {
                assertFalse(rule.roles().contains(OfficerRole.OPERATOR), method.getFullName());
            }
        }
    }

    @Test
    void theTableOfTheReadmeIsTheTableOfTheCode() throws Exception {
        var table = new TreeMap<String, String>();
        for (MethodDescriptor method : operatorMethods()) {
            MethodRules.Rule rule = MethodRules.of(method).orElseThrow();
            table.put(
                    method.getService().getName() + "/" + method.getName(),
                    rule.roles().stream().map(OfficerRole::text).collect(Collectors.joining(", ")));
        }
        String written = table.entrySet().stream()
                .map(row -> "| `" + row.getKey() + "` | " + row.getValue() + " |")
                .collect(Collectors.joining("\n"));
        String readme = Files.readString(Path.of("README.md"));
        assertTrue(
                readme.contains("| call | roles, any of which is enough |\n|---|---|\n" + written + "\n\n"), written);
    }

    private static List<MethodDescriptor> operatorMethods() {
        return PortMatrixTest.methods().stream()
                .filter(method -> method.getService().getFullName().startsWith("tocsin.operator."))
                .toList();
    }

    private static Credentials papers(String officer) {
        var now = InstantSource.system().instant();
        return new CertificateIssuer(new SecureRandom())
                .issue(
                        es.papers.officerAuthority(),
                        CertificateIssuer.Subject.of(
                                es.team, Role.OFFICER, officer, now.minusSeconds(60), now.plusSeconds(3_600)));
    }

    /// Calls that were let through, and all calls, as the local ledger counts them.
    private static long acts() {
        return entries()
                .filter(entry -> entry.kind() != LocalEntry.Kind.REFUSED
                        || !entry.outcome().equals("ROLE_NEEDED"))
                .count();
    }

    private static Stream<LocalEntry> entries() {
        return es.local.page(0, Long.MAX_VALUE, 100_000).stream()
                .map(held -> LocalEntry.decode(held.entry()).orElseThrow())
                .filter(entry -> entry.begins() && entry.kind() != LocalEntry.Kind.NODE);
    }
}
