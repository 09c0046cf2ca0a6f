package dev.triggo.connectors.jars;

import dev.triggo.sdk.Connector;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows a jar its own classes, the SDK, and of the JDK what a connector needs; nothing of the server and of the libraries
 * that it is made of, so that neither can come to depend on the other.
 */
final class JarLoader extends ClassLoader {
    private static final String SDK = "dev.triggo.sdk.";
    private static final String NULLNESS = "org.jspecify.annotations.";
    private static final Set<String> OF_THE_JDK = Set.of("java.base", "java.xml");

    private final JarContent content;

    JarLoader(String name, JarContent content) {
        super(name, null);
        this.content = content;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (name.startsWith(SDK) || name.startsWith(NULLNESS)) {
                return Class.forName(name, false, Connector.class.getClassLoader());
            }
            byte[] bytes = name.startsWith("java.") ? null : content.entry(name.replace('.', '/') + ".class");
            return bytes == null ? ofTheJdk(name) : defineClass(name, bytes, 0, bytes.length);
        }
    }

    private static Class<?> ofTheJdk(String name) throws ClassNotFoundException {
        Class<?> found = getPlatformClassLoader().loadClass(name);
        if (!OF_THE_JDK.contains(found.getModule().getName())) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = content.entry(name);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }
}
