package dev.triggo.app;

import dev.triggo.connectors.jars.JarMaker;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The starter's connectors as their author puts them into a server: a jar in the data folder. */
final class StarterJar {
    private static final Path STARTER = WrittenDocs.root().resolve("examples/connector-starter/src/main");
    private static final String SERVICE = "META-INF/services/dev.triggo.sdk.ConnectorProvider";

    private StarterJar() {}

    static void putInto(Path folder) throws IOException {
        var maker = new JarMaker()
                .manifest("1")
                .entry(SERVICE, Files.readString(STARTER.resolve("resources").resolve(SERVICE)));
        try (var sources = Files.list(STARTER.resolve("java/com/example/weather"))) {
            for (Path source : sources.sorted().toList()) {
                String name = source.getFileName().toString().replace(".java", "");
                maker.source("com.example.weather." + name, Files.readString(source));
            }
        }
        maker.write(Files.createDirectories(folder.resolve("connectors")).resolve("weather.jar"));
    }
}
