package org.tocsin.node.edge;

import com.google.protobuf.Descriptors;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.operator.v1.MethodRule;
import org.tocsin.operator.v1.MethodRuleOuterClass;

/// Who may call what at the operator port: the rule that stands beside each method in its descriptor. A method without
/// one is called by nobody, and a port with such a method is not opened. Threats T37, T39.
final class MethodRules {
    private MethodRules() {}

    /// A method's rule.
    ///
    /// @param roles any one of them is enough
    /// @param reads whether it changes nothing
    /// @param states whether all that it does is in the commits of what it states
    record Rule(Set<OfficerRole> roles, boolean reads, boolean states) {
        Rule {
            roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        }

        /// The roles as people are told them.
        String told() {
            return roles.stream().map(OfficerRole::text).collect(Collectors.joining(", "));
        }
    }

    /// @return empty if the method has no rule, or one that names no role of ours
    static Optional<Rule> of(MethodDescriptor<?, ?> method) {
        return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier described
                ? of(described.getMethodDescriptor())
                : Optional.empty();
    }

    static Optional<Rule> of(Descriptors.MethodDescriptor method) {
        if (!method.getOptions().hasExtension(MethodRuleOuterClass.rule)) {
            return Optional.empty();
        }
        MethodRule rule = method.getOptions().getExtension(MethodRuleOuterClass.rule);
        Set<OfficerRole> roles = EnumSet.noneOf(OfficerRole.class);
        rule.getRolesList().forEach(role -> role(role).ifPresent(roles::add));
        return roles.isEmpty() ? Optional.empty() : Optional.of(new Rule(roles, rule.getReads(), rule.getStates()));
    }

    private static Optional<OfficerRole> role(org.tocsin.operator.v1.OfficerRole role) {
        return switch (role) {
            case OFFICER_ROLE_ANALYST -> Optional.of(OfficerRole.ANALYST);
            case OFFICER_ROLE_DUTY_OFFICER -> Optional.of(OfficerRole.DUTY_OFFICER);
            case OFFICER_ROLE_LIAISON -> Optional.of(OfficerRole.LIAISON);
            case OFFICER_ROLE_SIGNATORY -> Optional.of(OfficerRole.SIGNATORY);
            case OFFICER_ROLE_AUDITOR -> Optional.of(OfficerRole.AUDITOR);
            case OFFICER_ROLE_OPERATOR -> Optional.of(OfficerRole.OPERATOR);
            case OFFICER_ROLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /// The methods of a port by name, each with its rule.
    ///
    /// @throws IllegalStateException if a method has none
    static Map<String, Rule> table(Collection<ServerServiceDefinition> services) {
        var table = new TreeMap<String, Rule>();
        for (MethodDescriptor<?, ?> method : methods(services)) {
            table.put(
                    method.getFullMethodName(),
                    of(method)
                            .orElseThrow(() -> new IllegalStateException(method.getFullMethodName()
                                    + " has no rule of who may call it: write" + " option (rule) beside it")));
        }
        return table;
    }

    private static List<MethodDescriptor<?, ?>> methods(Collection<ServerServiceDefinition> services) {
        return services.stream()
                .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
                .<MethodDescriptor<?, ?>>map(method -> method)
                .toList();
    }
}
