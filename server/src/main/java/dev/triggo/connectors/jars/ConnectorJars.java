package dev.triggo.connectors.jars;

import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorProvider;
import dev.triggo.sdk.Sdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
    private static final int MAX_MESSAGE = 300;

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
        var owners = new HashMap<String, String>();
        taken.forEach(name -> owners.put(name, "a connector of the server or a word that it keeps for itself"));
        var found = new ArrayList<Found>();
        for (Path file : jars(folder)) {
            String jar = shown(String.valueOf(file.getFileName()));
            try {
                List<Connector> connectors = connectors(file, jar);
                for (Connector connector : connectors) {
                    String owner = owners.get(connector.name());
                    if (owner != null) {
                        throw new JarRefused(
                                "the name of its connector %s is taken by %s: give it another one in Connector.named(…), or take the other jar away."
                                        .formatted(connector.name(), owner));
                    }
                }
                connectors.forEach(connector -> {
                    owners.put(connector.name(), jar);
                    found.add(new Found(connector, jar));
                });
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
                            ? "its manifest does not say %s: %d, the version of the SDK that it was written for."
                                    .formatted(Sdk.MANIFEST_ATTRIBUTE, Sdk.VERSION)
                            : "it was written for version %s of the SDK; this server has %d: build it with the SDK of this server."
                                    .formatted(shown(version), Sdk.VERSION));
        }
        List<String> providers = content.lines(SERVICES);
        if (providers.isEmpty()) {
            throw new JarRefused("it has no %s that names a provider: put the whole name of the class in there."
                    .formatted(SERVICES));
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
            throw new JarRefused(
                    "its provider %s %s".formatted(shown(provider), shown(words(cause(failed), provider))));
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

    private static Throwable cause(Throwable failed) {
        Throwable cause = failed;
        for (int depth = 0; depth < MAX_CAUSES; depth++) {
            Throwable deeper = cause.getCause();
            cause = deeper == null ? cause : deeper;
        }
        return cause;
    }

    /** What authors do wrong most often, with how to mend it; the rest in the words of what was thrown. */
    private static String words(Throwable cause, String provider) {
        String said = String.valueOf(cause.getMessage());
        return switch (cause) {
            case ClassNotFoundException gone
            when said.equals(provider) -> "is not in the jar: %s must have its whole name.".formatted(SERVICES);
            case ClassNotFoundException gone ->
                "needs the class %s, which is neither in the jar nor in the SDK, java.base or java.xml: put the library into the jar, unpacked, or do without it."
                        .formatted(said);
            case NoSuchMethodException none
            when said.equals(provider + ".<init>()") -> "has no public constructor without parameters: give it one.";
            case IllegalAccessException hidden -> "is not public: make the class public.";
            case ClassCastException other -> "is no %s: implement that.".formatted(ConnectorProvider.class.getName());
            default -> "failed: %s: %s".formatted(cause.getClass().getName(), said);
        };
    }

    /** On one line, and not a long one: it comes out of the jar. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }
}
