package org.tocsin.cli;

/// What keeps a command from its work and is not a bug: printed as one line, `tocsin: what: where: what to do`,
/// escaped,
/// without a stack trace. Texts may hold a peer's or a file's words: the console escapes them.
public final class CommandFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exit;

    /// @param what what is wrong ("not a certificate")
    /// @param where in which file, line, option or address ("keys/node.pem")
    /// @param remedy what to do now ("run: tocsin node init DIR")
    public CommandFault(ExitCode exit, String what, String where, String remedy) {
        super(what + ": " + where + ": " + remedy);
        this.exit = exit;
    }

    private CommandFault(ExitCode exit, String what, String where, String remedy, Throwable cause) {
        super(what + ": " + where + ": " + remedy, cause);
        this.exit = exit;
    }

    /// Input, options or configuration that cannot be used.
    public static CommandFault unusable(String what, String where, String remedy) {
        return new CommandFault(ExitCode.UNUSABLE, what, where, remedy);
    }

    /// As `unusable`; the cause is shown only to those who debug.
    public static CommandFault unusable(String what, String where, String remedy, Throwable cause) {
        return new CommandFault(ExitCode.UNUSABLE, what, where, remedy, cause);
    }

    /// A node that does not answer.
    public static CommandFault unreachable(String what, String where, String remedy) {
        return new CommandFault(ExitCode.UNREACHABLE, what, where, remedy);
    }

    /// A node that answered no.
    public static CommandFault refused(String what, String where, String remedy) {
        return new CommandFault(ExitCode.REFUSED, what, where, remedy);
    }

    public ExitCode exit() {
        return exit;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
