package org.tocsin.testing;

import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;

/// Every service that code was generated for, so that no table of methods leaves out a new one.
public final class Services {
    private static final String GENERATED = "Grpc.class";

    private Services() {}

    /// By plane, and then by name.
    public static List<ServiceDescriptor> all() {
        try {
            URI where = ExchangeServiceGrpc.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (Files.isDirectory(Path.of(where))) {
                return under(Path.of(where));
            }
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(where))) {
                return under(jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException | ReflectiveOperationException unreadable) {
            throw new IllegalStateException("the generated code cannot be looked through", unreadable);
        }
    }

    private static List<ServiceDescriptor> under(Path root) throws IOException, ReflectiveOperationException {
        List<ServiceDescriptor> services = new ArrayList<>();
        for (String plane : List.of("exchange", "operator")) {
            List<String> names;
            try (Stream<Path> files = Files.list(root.resolve("org/tocsin/" + plane + "/v1"))) {
                names = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(GENERATED))
                        .sorted()
                        .toList();
            }
            for (String name : names) {
                String generated = name.substring(0, name.length() - ".class".length());
                services.add((ServiceDescriptor) Class.forName("org.tocsin." + plane + ".v1." + generated)
                        .getMethod("getServiceDescriptor")
                        .invoke(null));
            }
        }
        return services;
    }
}
