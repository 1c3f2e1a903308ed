package org.tocsin.node.edge;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `mvn -Pfuzz`: runs Jazzer on one decoder after the other, each in a process of its own and from the same seeds, for
/// as
/// many seconds as the first argument says; the second one is where findings go; further ones are decoders.
public final class FuzzRun {
    private FuzzRun() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(args[0]);
        Path out = Path.of(args[1]);
        List<DecoderTarget> targets = args.length == 2
                ? List.of(DecoderTarget.values())
                : List.of(args).subList(2, args.length).stream()
                        .map(DecoderTarget::valueOf)
                        .toList();
        Path seeds = Files.createDirectories(out.resolve("seeds"));
        List<byte[]> corpus = DecoderCorpus.all();
        for (int i = 0; i < corpus.size(); i++) {
            Files.write(seeds.resolve("seed-" + i), corpus.get(i));
        }
        List<String> failed = new ArrayList<>();
        for (DecoderTarget target : targets) {
            Path found = Files.createDirectories(out.resolve(target.name()));
            int ended = jazzer(target, seconds, found, seeds);
            System.out.println(target + (ended == 0 ? ": nothing found" : ": FOUND, see " + found));
            if (ended != 0) {
                failed.add(target.name());
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("findings: " + failed);
        }
    }

    private static int jazzer(DecoderTarget target, int seconds, Path found, Path seeds)
            throws IOException, InterruptedException {
        Path grown = Files.createDirectories(found.resolve("grown"));
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dtocsin.decoder=" + target,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + DecoderTarget.class.getName(),
                        "--instrumentation_includes=org.tocsin.**",
                        // It breaks on how Netty's queues use Unsafe, before any input is read.
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                        "--reproducer_path=" + found,
                        "-artifact_prefix=" + found + File.separator,
                        "-max_total_time=" + seconds,
                        "-max_len=65536",
                        "-rss_limit_mb=0",
                        grown.toString(),
                        seeds.toString())
                .redirectErrorStream(true)
                .redirectOutput(found.resolve("log").toFile())
                .start()
                .waitFor();
    }
}
