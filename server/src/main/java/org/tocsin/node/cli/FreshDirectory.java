package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/// A directory in the making: filled beside its place, for its owner only, and moved there whole; gone if it does not
/// come
/// to that.
final class FreshDirectory implements AutoCloseable {
    private static final String PREFIX = ".tocsin-";

    private final Path target;
    private final Path partial;

    private FreshDirectory(Path target, Path partial) {
        this.target = target;
        this.partial = partial;
    }

    /// Begins one that is to become `directory`.
    ///
    /// @throws FileAlreadyExistsException if there is something in it: nothing is ever overwritten
    static FreshDirectory begin(Path directory) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        if (Files.exists(target) && !isEmptyDirectory(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        return beside(target);
    }

    /// Begins one beside a file that is to be made in it, and does not outlive that.
    static FreshDirectory beside(Path target) throws IOException {
        Path parent = target.toAbsolutePath().normalize().getParent();
        Path place = parent == null ? target : parent;
        Files.createDirectories(place);
        return new FreshDirectory(target, Files.createTempDirectory(place, PREFIX));
    }

    /// Where it is filled.
    Path path() {
        return partial;
    }

    /// Moves it to its place. Durable when it returns.
    void finish() throws IOException {
        try (Stream<Path> paths = Files.walk(partial)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                sync(path);
            }
        }
        Files.deleteIfExists(target);
        move(partial, target);
    }

    /// Moves a file or a directory on one disk. Durable when it returns.
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        Path parent = to.toAbsolutePath().getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        }
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(partial)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(partial)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
