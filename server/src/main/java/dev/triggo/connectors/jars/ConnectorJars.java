package dev.triggo.connectors.jars;

import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorProvider;
import dev.triggo.sdk.Sdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the jars of a folder, each for itself: one that is no good is left out with a line in the log, and the rest stand. */
public final class ConnectorJars {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorJars.class);
    private static final String SERVICES = "META-INF/services/" + ConnectorProvider.class.getName();
    private static final int MAX_JARS = 200;
    private static final int MAX_CAUSES = 10;
    private static final int MAX_MESSAGE = 200;

    private final Duration patience;

    /** As the server reads them. */
    public ConnectorJars() {
        this(Duration.ofSeconds(10));
    }

    /** @param patience how long a jar may take to tell its connectors */
    ConnectorJars(Duration patience) {
        this.patience = patience;
    }

    /** A connector, and the file name of the jar that it came in. */
    public record Found(Connector connector, String jar) {}

    /**
     * The connectors of all jars in the folder, in the order of their names; none when there is no such folder.
     *
     * @param taken names that are given already
     */
    public List<Found> read(Path folder, Set<String> taken) {
        var names = new HashSet<>(taken);
        var found = new ArrayList<Found>();
        for (Path file : jars(folder)) {
            String jar = shown(String.valueOf(file.getFileName()));
            try {
                List<Connector> connectors = connectors(file, jar);
                for (Connector connector : connectors) {
                    if (!names.add(connector.name())) {
                        throw new JarRefused("its connector %s has a name that is taken.".formatted(connector.name()));
                    }
                }
                connectors.forEach(connector -> found.add(new Found(connector, jar)));
            } catch (JarRefused refused) {
                LOG.warn("The connector jar {} is left out: {}", jar, refused.sentence());
            }
        }
        return found;
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.size() > MAX_JARS) {
                LOG.warn("There are more than {} connector jars: those behind them are left out.", MAX_JARS);
            }
            return jars.subList(0, Math.min(jars.size(), MAX_JARS));
        } catch (IOException unreadable) {
            LOG.warn("The folder of connector jars cannot be read: none is loaded.");
            return List.of();
        }
    }

    private List<Connector> connectors(Path file, String jar) throws JarRefused {
        JarContent content = JarContent.read(file);
        String version = content.attribute(Sdk.MANIFEST_ATTRIBUTE);
        if (!version.equals(String.valueOf(Sdk.VERSION))) {
            throw new JarRefused(
                    version.isEmpty()
                            ? "its manifest does not say %s: %d.".formatted(Sdk.MANIFEST_ATTRIBUTE, Sdk.VERSION)
                            : "it was written for version %s of the SDK; this server has %d."
                                    .formatted(shown(version), Sdk.VERSION));
        }
        List<String> providers = content.lines(SERVICES);
        if (providers.isEmpty()) {
            throw new JarRefused("it has no %s that names a provider.".formatted(SERVICES));
        }
        var loader = new JarLoader(jar, content);
        var connectors = new ArrayList<Connector>();
        for (String provider : providers) {
            connectors.addAll(asked(loader, provider));
        }
        if (connectors.isEmpty()) {
            throw new JarRefused("it brings no connector.");
        }
        var names = new HashSet<String>();
        for (Connector connector : connectors) {
            if (!names.add(connector.name())) {
                throw new JarRefused("it brings two connectors %s.".formatted(connector.name()));
            }
        }
        return connectors;
    }

    /** Runs the jar's own code, which may do anything: fail in any way, or never come back. */
    private List<Connector> asked(JarLoader loader, String provider) throws JarRefused {
        var told = new CompletableFuture<List<Connector>>();
        Thread asking = Thread.ofPlatform().daemon().name("connector-jar").unstarted(() -> {
            try {
                told.complete(List.copyOf(provider(loader, provider).connectors()));
            } catch (Throwable failed) {
                told.completeExceptionally(failed);
            }
        });
        asking.setContextClassLoader(loader);
        asking.start();
        try {
            return told.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException endless) {
            asking.interrupt();
            throw new JarRefused(
                    "its provider %s did not come to an end in %d s.".formatted(shown(provider), patience.toSeconds()));
        } catch (ExecutionException failed) {
            throw new JarRefused("its provider %s failed: %s".formatted(shown(provider), shown(words(failed))));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new JarRefused("the server was stopped while it was read.");
        }
    }

    private static ConnectorProvider provider(JarLoader loader, String name) throws ReflectiveOperationException {
        return loader.loadClass(name)
                .asSubclass(ConnectorProvider.class)
                .getConstructor()
                .newInstance();
    }

    private static String words(Throwable failed) {
        Throwable cause = failed;
        for (int depth = 0; depth < MAX_CAUSES; depth++) {
            Throwable deeper = cause.getCause();
            cause = deeper == null ? cause : deeper;
        }
        return "%s: %s".formatted(cause.getClass().getName(), cause.getMessage());
    }

    /** On one line, and not a long one: it comes out of the jar. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }
}
