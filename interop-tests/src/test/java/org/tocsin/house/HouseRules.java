package org.tocsin.house;

import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The rules that are read from compiled classes, each over the rooms below a root package: `org.tocsin`, or the root
/// of
/// planted violations.
final class HouseRules {
    static final int CONSTRUCTOR_PARAMETERS_MAX = 7;
    static final int PUBLIC_TYPES_MAX = 20;

    private static final Pattern BANNED_NAME = Pattern.compile(".*(Impl|Manager|Util|Utils|Helper|DTO|Dto)");

    /// Words that the house does not say, as words in a type's name; but for `Item`, which the protocol itself says
    /// of a
    /// place in a lane.
    private static final Pattern BANNED_WORD = Pattern.compile(
            "(Org|Tenant|User|Account|Client|Remote|Event|Message|Payload|Owner|Source|Level|Visibility|White|Chain|Block"
                    + "|Sth|Contract|Acl|Subscription|Filter|Accept|Update|Edit|Delete|Queue|Outbox|Worker|Alert"
                    + "|Notification|Ticket|Request|Attachment)(?![a-z])");

    /// Types whose name needs such a word, and why.
    private static final Map<String, String> EXCUSED = Map.ofEntries(
            Map.entry("AuditEvent", "the audit is typed events"),
            Map.entry("CertificateIssuer$Request", "a certificate request, PKIX's word"),
            Map.entry("WorkQueue", "works that wait for the committer; a lane is something else"),
            Map.entry("ManifestChain", "manifests, each naming the one before; a ledger is something else"),
            Map.entry("OperatorClient", "calls the operator's plane of the own node; no partner is meant"),
            Map.entry("DocumentSource", "where documents are read from; no originator is meant"),
            Map.entry("SourceDocument", "as DocumentSource"),
            Map.entry("VersionRules$Chain", "versions of one STIX object, each newer than the one before"),
            Map.entry("HashLevel", "a level of a Merkle tree, RFC 9162"),
            Map.entry("Owner", "who has taken an emergency, as duty desks say; the originator is somebody else"),
            Map.entry("Step$What$Update", "news on an emergency; a record is superseded"));

    private static final Set<String> CLOCK_AND_CHANCE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.exit",
            "java.lang.Runtime.exit",
            "java.lang.Runtime.halt",
            "java.lang.Thread.sleep",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.TimeUnit.sleep",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.security.SecureRandom.getInstanceStrong",
            "java.util.random.RandomGenerator.getDefault",
            "java.time.InstantSource.system",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.system");

    private static final Set<String> NOW = Set.of("now");

    /// Ends the process on purpose, if a test armed it.
    private static final String CRASHING = "node.fault.CrashPoint";

    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    /// The rule of one room: it uses what it may, and nothing else.
    ArchRule allowList(String room) {
        List<String> allowed = Rooms.ALLOWED.getOrDefault(room, List.of());
        Predicate<String> may = name -> name.equals(packageOf(room))
                || name.equals("")
                || startsWith(name, "java")
                || startsWith(name, "org.jspecify")
                || startsWith(name, "org.slf4j")
                || allowed.stream().anyMatch(entry -> allows(entry, name));
        return classes()
                .that(areIn(packageOf(room)))
                .should(onlyDependOnClassesThat(DescribedPredicate.describe(
                        "its allow-list names",
                        used -> may.test(used.getBaseComponentType().getPackageName()))))
                .allowEmptyShould(true)
                .as("room " + room + " uses only " + allowed);
    }

    private boolean allows(String entry, String packageName) {
        return entry.startsWith("/")
                ? startsWith(packageName, entry.substring(1))
                : packageName.equals(packageOf(entry));
    }

    /// `wire`, `peer` and `edge` see generated types; nobody else does.
    ArchRule generatedTypes() {
        return only(
                "generated types are seen by wire, peer and edge, and by the benchmarks, which play partners",
                Set.of("wire", "peer", "node.edge", "interop.bench"),
                used -> startsWith(used.getPackageName(), "org.tocsin.exchange.v1")
                        || startsWith(used.getPackageName(), "org.tocsin.operator.v1"));
    }

    ArchRule transport() {
        return only(
                "gRPC and Netty are used by peer, edge and trust, and measured by the benchmarks",
                Set.of("trust", "peer", "node.edge", "interop.bench"),
                used -> startsWith(used.getPackageName(), "io.grpc") || startsWith(used.getPackageName(), "io.netty"));
    }

    /// SQL is spoken in `store`, and in a room's own `…Table` class.
    ArchRule sql() {
        return ownClasses()
                .and(DescribedPredicate.describe(
                        "are neither in store nor a Table",
                        (JavaClass own) -> !own.getPackageName().equals(packageOf("node.store"))
                                && !outermost(own).getSimpleName().endsWith("Table")))
                .should(notUse("SQL", dependency -> {
                    String used = dependency.getTargetClass().getPackageName();
                    return List.of(
                                    "java.sql",
                                    "javax.sql",
                                    "org.jdbi",
                                    "org.sqlite",
                                    "org.postgresql",
                                    "com.zaxxer.hikari")
                            .stream()
                            .anyMatch(driver -> startsWith(used, driver));
                }))
                .allowEmptyShould(true)
                .as("SQL is spoken in store and in …Table classes");
    }

    /// Rooms meet in `Node`; what starts or drives a node may know it.
    ArchRule meetingPlace() {
        return ownClasses()
                .and(DescribedPredicate.describe(
                        "are rooms",
                        (JavaClass own) -> !Set.of(packageOf("node"), packageOf("node.cli"), packageOf("interop"))
                                .contains(own.getPackageName())))
                .should(notUse(
                        "the composition root",
                        dependency ->
                                dependency.getTargetClass().getPackageName().equals(packageOf("node"))))
                .allowEmptyShould(true)
                .as("only Node knows the rooms, no room knows Node");
    }

    /// Clock, sleep, chance and exit come from outside, so that tests own them.
    ArchRule surroundings() {
        return ownClasses()
                .and(areNoMains())
                .and(DescribedPredicate.describe(
                        "are not where tests crash", own -> !own.getName().equals(packageOf(CRASHING))))
                .should(notAccess("the system's clock, sleep, chance or exit", access -> {
                    String owner = access.getTargetOwner().getName();
                    String name = owner + "." + access.getTarget().getName();
                    // A source that somebody else keys draws nothing of its own.
                    boolean seeded = (name.equals("java.util.Random.<init>")
                                    && access.getTarget().getFullName().contains("(long)"))
                            || access.getTarget().getFullName().contains("(java.security.SecureRandomSpi,");
                    return (CLOCK_AND_CHANCE.contains(name) && !seeded)
                            || (owner.startsWith("java.time.")
                                    && NOW.contains(access.getTarget().getName())
                                    && access.getTarget().getFullName().endsWith("now()"));
                }))
                .allowEmptyShould(true)
                .as("only mains use the system's clock, sleep, chance and exit");
    }

    ArchRule standardStreams() {
        return ownClasses()
                .and(areNoMains())
                .should(notAccess(
                        "System.out, System.err or System.in",
                        access -> access.getTargetOwner().getName().equals("java.lang.System")
                                && Set.of("out", "err", "in")
                                        .contains(access.getTarget().getName())))
                .allowEmptyShould(true)
                .as("only mains use the standard streams; commands have a Console");
    }

    /// No doors for code from outside: object streams, JNDI, scripts, shells.
    ArchRule foreignCode() {
        Set<String> types = Set.of("java.io.ObjectInputStream", "java.io.ObjectOutputStream", "java.rmi.Remote");
        return ownClasses()
                .should(notUse("a door for foreign code", dependency -> {
                    JavaClass used = dependency.getTargetClass();
                    return types.contains(used.getName())
                            || startsWith(used.getPackageName(), "javax.naming")
                            || startsWith(used.getPackageName(), "javax.script")
                            || (used.getName().equals("java.lang.ProcessBuilder")
                                    && !mayStartPrograms(dependency.getOriginClass()));
                }))
                .andShould(notAccess(
                        "a shell",
                        access -> access.getTargetOwner().getName().equals("java.lang.Runtime")
                                && access.getTarget().getName().equals("exec")))
                .allowEmptyShould(true)
                .as("no object streams, JNDI, script engines or shells");
    }

    /// The demo starts nodes; and a duty officer may be reached by a program that the node's own operator names.
    private boolean mayStartPrograms(JavaClass own) {
        return own.getPackageName().equals(packageOf("interop"))
                || own.getName().equals(packageOf("node.channel.CommandChannel"));
    }

    ArchRule names() {
        return ownClasses()
                .should(condition("have a name of the field", (own, problems) -> {
                    String name = own.getSimpleName();
                    if (BANNED_NAME.matcher(name).matches()) {
                        problems.add(own, own.getName() + " says what it is for the machine, not what it is");
                    }
                    if (!EXCUSED.containsKey(
                                    own.getName().substring(own.getPackageName().length() + 1))
                            && BANNED_WORD.matcher(name).find()) {
                        problems.add(own, own.getName() + " uses a word that the house does not say");
                    }
                }))
                .allowEmptyShould(true)
                .as("names are the field's words");
    }

    ArchRule getters() {
        return ownClasses()
                .should(condition("name no getter getX", (own, problems) -> {
                    for (JavaMethod method : own.getMethods()) {
                        if (method.getName().matches("get[A-Z].*")
                                && method.getRawParameterTypes().isEmpty()
                                && !overrides(method)) {
                            problems.add(own, method.getFullName() + " is a getter named getX");
                        }
                    }
                }))
                .allowEmptyShould(true)
                .as("no getters named getX");
    }

    ArchRule recordsWithoutArrays() {
        return ownClasses()
                .should(condition("wrap bytes", (own, problems) -> {
                    if (own.isRecord()) {
                        own.getFields().stream()
                                .filter(field -> field.getRawType().isArray()
                                        && !field.getModifiers().contains(JavaModifier.STATIC))
                                .forEach(field -> problems.add(own, field.getFullName() + " is an array in a record"));
                    }
                }))
                .allowEmptyShould(true)
                .as("records hold no arrays");
    }

    ArchRule constructors() {
        return ownClasses()
                .should(condition("have short constructors", (own, problems) -> {
                    if (own.isRecord() || own.isAnonymousClass() || own.isLocalClass()) {
                        return;
                    }
                    boolean hasOuter = own.isInnerClass() && !own.getModifiers().contains(JavaModifier.STATIC);
                    int hidden = own.isEnum() ? 2 : hasOuter ? 1 : 0;
                    for (JavaConstructor constructor : own.getConstructors()) {
                        int parameters = constructor.getRawParameterTypes().size() - hidden;
                        if (parameters > CONSTRUCTOR_PARAMETERS_MAX) {
                            problems.add(own, constructor.getFullName() + " has " + parameters + " parameters");
                        }
                    }
                }))
                .allowEmptyShould(true)
                .as("constructors have at most " + CONSTRUCTOR_PARAMETERS_MAX + " parameters");
    }

    /// Public top-level types by package, where there are more than the house allows.
    static Map<String, Long> crowded(Iterable<JavaClass> all, int max) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (JavaClass own : all) {
            if (own.isTopLevelClass()
                    && own.getModifiers().contains(JavaModifier.PUBLIC)
                    && !own.getPackageName().endsWith(".v1")) {
                counts.merge(own.getPackageName(), 1L, Long::sum);
            }
        }
        counts.values().removeIf(count -> count <= max);
        return counts;
    }

    private ArchRule only(String text, Set<String> rooms, Predicate<JavaClass> restricted) {
        List<String> packages = rooms.stream().map(this::packageOf).toList();
        return ownClasses()
                .and(DescribedPredicate.describe(
                        "are in other rooms", (JavaClass own) -> !packages.contains(own.getPackageName())))
                .should(notUse(text, dependency -> restricted.test(dependency.getTargetClass())))
                .allowEmptyShould(true)
                .as(text);
    }

    private com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction ownClasses() {
        return classes()
                .that(DescribedPredicate.describe(
                        "are ours",
                        (JavaClass own) -> startsWith(own.getPackageName(), root)
                                && !own.getPackageName().endsWith(".v1")));
    }

    private String packageOf(String room) {
        return root + "." + room;
    }

    private static DescribedPredicate<JavaClass> areIn(String packageName) {
        return DescribedPredicate.describe(
                "are in " + packageName, (JavaClass own) -> own.getPackageName().equals(packageName));
    }

    /// A main has a `main` method; what is nested in it belongs to it.
    private static DescribedPredicate<JavaClass> areNoMains() {
        return DescribedPredicate.describe(
                "are no mains",
                (JavaClass own) -> outermost(own).getMethods().stream()
                        .noneMatch(method -> method.getName().equals("main")
                                && method.getModifiers().contains(JavaModifier.STATIC)));
    }

    private static JavaClass outermost(JavaClass own) {
        JavaClass outer = own;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static boolean overrides(JavaMethod method) {
        JavaClass own = method.getOwner();
        return java.util.stream.Stream.concat(own.getAllRawSuperclasses().stream(), own.getAllRawInterfaces().stream())
                .anyMatch(above -> above.getMethods().stream()
                        .anyMatch(inherited -> inherited.getName().equals(method.getName())
                                && inherited.getRawParameterTypes().isEmpty()));
    }

    private static boolean startsWith(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }

    private static ArchCondition<JavaClass> notUse(String what, Predicate<Dependency> forbidden) {
        return condition(
                "not use " + what,
                (own, problems) -> own.getDirectDependenciesFromSelf().stream()
                        .filter(forbidden)
                        .forEach(dependency -> problems.add(own, dependency.getDescription())));
    }

    private static ArchCondition<JavaClass> notAccess(String what, Predicate<JavaAccess<?>> forbidden) {
        return condition(
                "not use " + what,
                (own, problems) -> java.util.stream.Stream.<JavaAccess<?>>concat(
                                own.getAccessesFromSelf().stream(), own.getMethodReferencesFromSelf().stream())
                        .filter(forbidden)
                        .forEach(access -> problems.add(own, access.getDescription())));
    }

    private static ArchCondition<JavaClass> condition(String text, Check check) {
        return new ArchCondition<>(text) {
            @Override
            public void check(JavaClass own, ConditionEvents events) {
                check.check(own, (where, problem) -> events.add(SimpleConditionEvent.violated(where, problem)));
            }
        };
    }

    /// What one class must stand.
    @FunctionalInterface
    private interface Check {
        void check(JavaClass own, Problems problems);
    }

    /// Takes what a check finds.
    @FunctionalInterface
    private interface Problems {
        void add(JavaClass where, String problem);
    }

    /// All rules but the allow-lists.
    List<ArchRule> all() {
        return Arrays.asList(
                generatedTypes(),
                transport(),
                sql(),
                meetingPlace(),
                surroundings(),
                standardStreams(),
                foreignCode(),
                names(),
                getters(),
                recordsWithoutArrays(),
                constructors());
    }
}
