package dev.triggo.connectors.jars;

import dev.triggo.sdk.Connector;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** Compiles sources and puts them into a jar, as an author's build does. */
public final class JarMaker {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final List<JavaFileObject> sources = new ArrayList<>();
    private String classPath = sdk();

    /** What an author compiles against. */
    static String sdk() {
        return place(Connector.class) + File.pathSeparator + place(NullMarked.class);
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    public JarMaker against(String path) {
        classPath = path;
        return this;
    }

    public JarMaker source(String name, String text) {
        sources.add(
                new SimpleJavaFileObject(
                        URI.create("string:///%s.java".formatted(name.replace('.', '/'))), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean lenient) {
                        return text;
                    }
                });
        return this;
    }

    public JarMaker entry(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    public JarMaker entry(String name, String text) {
        return entry(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public JarMaker manifest(String sdk) {
        return entry("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nTriggo-Sdk: %s\r\n\r\n".formatted(sdk));
    }

    public JarMaker provider(String name) {
        return entry("META-INF/services/dev.triggo.sdk.ConnectorProvider", name + "\n");
    }

    /** The compiled classes in a folder. */
    public Path compile(Path into) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        boolean good = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-d", Files.createDirectories(into).toString(), "-classpath", classPath, "-proc:none"),
                        null,
                        sources)
                .call();
        if (!good) {
            throw new AssertionError(said.toString());
        }
        return into;
    }

    public void write(Path jar) throws IOException {
        Path classes = Files.createTempDirectory("triggo-jar");
        if (!sources.isEmpty()) {
            compile(classes);
        }
        try (var out = new ZipOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }
}
