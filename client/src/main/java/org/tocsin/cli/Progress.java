package org.tocsin.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Progress of long work: a bar where a person watches, nothing elsewhere. Safe for use by several threads.
public sealed interface Progress extends AutoCloseable {
    /// Shows nothing.
    Progress NONE = new None();

    static Progress bar(String task, long total, PrintStream err) {
        return new Bar(new ProgressBarBuilder()
                .setTaskName(Escaper.show(task))
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, 80))
                .hideEta()
                .build());
    }

    /// Some steps are done.
    void step(long steps);

    /// So many steps are done in all.
    void stepTo(long done);

    /// Takes the bar off the screen.
    @Override
    void close();

    /// No one watches.
    record None() implements Progress {
        @Override
        public void step(long steps) {}

        @Override
        public void stepTo(long done) {}

        @Override
        public void close() {}
    }

    /// A bar on standard error.
    record Bar(ProgressBar shown) implements Progress {
        @Override
        public void step(long steps) {
            shown.stepBy(steps);
        }

        @Override
        public void stepTo(long done) {
            shown.stepTo(done);
        }

        @Override
        public void close() {
            shown.close();
        }
    }
}
