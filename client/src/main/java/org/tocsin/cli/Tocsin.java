package org.tocsin.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The root command: mounts what the modules contribute, runs one command, and turns what happens into an exit code.
public final class Tocsin {
    private static final int HELP_WIDTH = 110;

    private final Surroundings surroundings;
    private final BugReport bugs;
    private final CommandLine commandLine;

    public Tocsin(Surroundings surroundings, Iterable<CommandModule> modules, String version) {
        this.surroundings = surroundings;
        this.bugs = new BugReport(surroundings, version);
        this.commandLine = mounted(modules, version);
    }

    /// Runs one command line. Never throws, but for errors of the machine itself.
    public ExitCode run(String... arguments) {
        Console console = surroundings.console();
        try {
            ExitCode exit = execute(commandLine.parseArgs(arguments));
            console.requireWritten();
            return exit;
        } catch (ParameterException e) {
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            console.fault(e.getMessage() + ": " + remedy(e, command));
            return ExitCode.UNUSABLE;
        } catch (CommandFault e) {
            console.fault(e.getMessage());
            bugs.traceIfDebugging(e);
            return e.exit();
        } catch (Exception | StackOverflowError e) {
            bugs.report(e);
            return ExitCode.BUG;
        }
    }

    private static String remedy(ParameterException fault, String command) {
        String help = "see: " + command + " --help";
        if (fault instanceof UnmatchedArgumentException unmatched) {
            List<String> meant = unmatched.getSuggestions();
            return meant.isEmpty() ? help : "did you mean " + String.join(" or ", meant) + "? " + help;
        }
        return help;
    }

    private ExitCode execute(ParseResult parsed) throws Exception {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine target = last.commandSpec().commandLine();
        if (last.isUsageHelpRequested()) {
            target.usage(surroundings.console().out(), ansi());
            return ExitCode.OK;
        }
        if (last.isVersionHelpRequested()) {
            target.printVersionHelp(surroundings.console().out(), ansi());
            return ExitCode.OK;
        }
        if (last.commandSpec().userObject() instanceof Callable<?> command) {
            return command.call() instanceof ExitCode exit ? exit : ExitCode.OK;
        }
        target.usage(surroundings.console().err(), ansi());
        return ExitCode.UNUSABLE;
    }

    private Ansi ansi() {
        return surroundings.console().coloured() ? Ansi.ON : Ansi.OFF;
    }

    private CommandLine mounted(Iterable<CommandModule> modules, String version) {
        CommandLine root = new CommandLine(new Root(surroundings.console()));
        root.getCommandSpec().version(version);
        List<CommandModule.Mount> mounts = new ArrayList<>(OwnCommands.of(surroundings, root));
        modules.forEach(module -> mounts.addAll(module.commands(surroundings)));
        Map<CommandGroup, CommandLine> groups = new EnumMap<>(CommandGroup.class);
        groups.put(CommandGroup.ROOT, root);
        List<CommandLine> commands = new ArrayList<>();
        for (CommandModule.Mount mount : mounts) {
            CommandLine command = new CommandLine(mount.command());
            commands.add(command);
            if (isGroupItself(mount.group(), command)) {
                groups.put(mount.group(), command);
            }
        }
        for (int i = 0; i < mounts.size(); i++) {
            CommandGroup group = mounts.get(i).group();
            if (!isGroupItself(group, commands.get(i))) {
                groups.computeIfAbsent(group, Tocsin::group).addSubcommand(commands.get(i));
            }
        }
        List.copyOf(groups.keySet())
                .forEach(group -> group.parent().ifPresent(parent -> groups.computeIfAbsent(parent, Tocsin::group)));
        groups.forEach((group, line) -> {
            if (group != CommandGroup.ROOT) {
                CommandLine parent = group.parent().map(groups::get).orElse(root);
                parent.addSubcommand(group.command(), line);
            }
        });
        document(root);
        root.setExpandAtFiles(false);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpWidth(HELP_WIDTH);
        return root;
    }

    private static boolean isGroupItself(CommandGroup group, CommandLine command) {
        return group != CommandGroup.ROOT && command.getCommandName().equals(group.command());
    }

    private static CommandLine group(CommandGroup group) {
        CommandSpec spec = CommandSpec.create().name(group.command()).mixinStandardHelpOptions(false);
        spec.usageMessage().description(group.description()).synopsisSubcommandLabel("COMMAND");
        return new CommandLine(spec);
    }

    /// Help on every command, with the exit codes. A list of commands shows the first sentence of each.
    private static void document(CommandLine line) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.number()), code.meaning());
        }
        line.getCommandSpec()
                .usageMessage()
                .description(sentences(line.getCommandSpec().usageMessage().description()))
                .abbreviateSynopsis(true)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        line.getSubcommands().values().forEach(Tocsin::document);
    }

    private static String[] sentences(String... lines) {
        String text = String.join(" ", lines);
        int end = text.indexOf(". ");
        return end < 0 ? new String[] {text} : new String[] {text.substring(0, end + 1), text.substring(end + 2)};
    }

    /// What all commands share.
    @Command(
            name = "tocsin",
            description = "Exchanges signed incident records between CERTs.",
            footer = {"", "Node directory: --node DIR or TOCSIN_NODE. JDK: TOCSIN_JAVA_HOME. Traces: TOCSIN_DEBUG=1."})
    static final class Root {
        private final Console console;

        Root(Console console) {
            this.console = console;
        }

        @Option(
                names = "--output",
                paramLabel = "FORMAT",
                scope = ScopeType.INHERIT,
                description = "table, for people (default); json, one object a line, for programs")
        void output(OutputFormat format) {
            console.useFormat(format);
        }

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                scope = ScopeType.INHERIT,
                description = "shows this help")
        void help(boolean asked) {}

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "shows the version and the commit it was built from")
        void version(boolean asked) {}
    }
}
