package dev.triggo.connectors.jars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.Sdk;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.testing.WrittenDocs;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page about the SDK and the example that it is made of: compiled, run, put into a jar, called. */
class SdkDocsTest {
    private static final Path STARTER = WrittenDocs.root().resolve("examples/connector-starter");
    private static final Path MAIN = STARTER.resolve("src/main/java/com/example/weather");
    private static final Path TESTS = STARTER.resolve("src/test/java/com/example/weather");
    private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path dir;

    private static JarMaker starter() throws Exception {
        var maker = new JarMaker();
        for (String name : List.of("Weather", "Station", "WeatherProvider")) {
            maker.source("com.example.weather." + name, Files.readString(MAIN.resolve(name + ".java")));
        }
        return maker;
    }

    @Test
    void whatThePageShowsIsInTheExample() throws Exception {
        String page = Files.readString(WrittenDocs.root().resolve("docs/sdk.md"));
        String example = Files.readString(MAIN.resolve("Weather.java"))
                + Files.readString(MAIN.resolve("WeatherProvider.java"))
                + Files.readString(MAIN.resolve("Station.java"))
                + Files.readString(TESTS.resolve("WeatherTest.java"))
                + Files.readString(TESTS.resolve("StationTest.java"));
        List<String> snippets =
                SNIPPET.matcher(page).results().map(found -> found.group(1)).toList();
        assertTrue(snippets.size() >= 4, "the page has its examples");
        snippets.forEach(snippet -> assertTrue(example.contains(snippet), snippet));
        String pom = Files.readString(STARTER.resolve("pom.xml"));
        assertTrue(pom.contains("<%1$s>%2$d</%1$s>".formatted(Sdk.MANIFEST_ATTRIBUTE, Sdk.VERSION)), pom);
        assertTrue(page.contains("`%s: %d`".formatted(Sdk.MANIFEST_ATTRIBUTE, Sdk.VERSION)));
    }

    /** The main sources against the SDK alone; its tests with JUnit, run method by method. */
    @ParameterizedTest
    @CsvSource({"WeatherTest, 3", "StationTest, 4"})
    void theExamplesTestsAreGreen(String name, int tests) throws Exception {
        Path classes = starter().compile(dir.resolve("classes"));
        new JarMaker()
                .against(classes + File.pathSeparator + System.getProperty("java.class.path"))
                .source("com.example.weather." + name, Files.readString(TESTS.resolve(name + ".java")))
                .compile(dir.resolve("classes"));
        try (var loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> test = loader.loadClass("com.example.weather." + name);
            int run = 0;
            for (var method : test.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    var maker = test.getDeclaredConstructor();
                    maker.setAccessible(true);
                    method.setAccessible(true);
                    method.invoke(maker.newInstance());
                    run++;
                }
            }
            assertEquals(tests, run);
        }
    }

    @Test
    void itsJarIsTakenInAndCalled() throws Exception {
        String service = "META-INF/services/dev.triggo.sdk.ConnectorProvider";
        starter()
                .manifest("1")
                .entry(
                        service,
                        Files.readString(STARTER.resolve("src/main/resources").resolve(service)))
                .write(dir.resolve("weather-connector-1.0.0.jar"));
        var found = new ConnectorJars().read(dir, Set.of()).getFirst();
        assertEquals("weather-connector-1.0.0.jar", found.jar());
        var upstream = new FakeUpstream().answers(200, "{\"current\":{\"temperature_2m\":-1.5}}");
        assertEquals(
                "{celsius=-1.5}",
                String.valueOf(ActionTrial.of(found.connector(), "current_temperature")
                        .calling(upstream)
                        .run(Map.of("latitude", 0, "longitude", 0))));
    }
}
