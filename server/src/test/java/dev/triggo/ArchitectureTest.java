package dev.triggo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each package is alone in doing. Who may use whom is in {@link PackagePictureTest}, what sources say in {@link SourceRulesTest}. */
class ArchitectureTest {
    private static final int TYPES_PER_PACKAGE = 30;
    private static final int TYPES_IN_KERNEL = 20;

    private static final Pattern BOX_NAME =
            Pattern.compile(".*(Utils?|Utilities|Helpers?|Managers?|Impl|Services?|Commons?)");

    private static final Pattern CONNECTIONS = Pattern.compile("java\\.net\\.http\\..*"
            + "|java\\.net\\.(Server|Multicast|Datagram)?Socket|java\\.net\\.(Http|Jar)?URLConnection"
            + "|java\\.nio\\.channels\\.\\w*(Socket|Datagram)\\w*|javax\\.net\\..*"
            + "|org\\.apache\\.(hc|http)\\..*|okhttp3\\..*|io\\.netty\\..*|org\\.eclipse\\.jetty\\.client\\..*");

    private static final Pattern CONNECTING_CALL =
            Pattern.compile("java\\.net\\.(URL\\.open.*|InetAddress\\.get(All)?ByName)");

    private static final Pattern JDBC =
            Pattern.compile("(java|javax)\\.sql\\..*|(org\\.sqlite|org\\.postgresql|com\\.zaxxer|org\\.flywaydb)\\..*");

    /** Clocks, chance, threads, locks, files, sockets, the machine. */
    private static final Pattern NOT_PURE = Pattern.compile("java\\.time\\.(Clock|InstantSource)"
            + "|java\\.util\\.(Random|SplittableRandom|Timer|TimerTask|Scanner)|java\\.util\\.random\\..*"
            + "|java\\.security\\.SecureRandom|java\\.util\\.concurrent\\..*"
            + "|java\\.lang\\.(Thread|ThreadLocal|Process|ProcessBuilder|Runtime)(\\$.*)?"
            + "|java\\.io\\.(File|Random|Print|Console|Buffered|Input|Output|Object|Data|Piped).*"
            + "|java\\.nio\\.(file|channels)\\..*|java\\.net\\.(?!URI).*|javax\\..*|org\\.slf4j\\..*"
            + "|dev\\.triggo\\.kernel\\.Ids");

    private static final Pattern NOT_PURE_CALL = Pattern.compile(
            "java\\.time\\.\\w+\\.now|java\\.lang\\.System\\.(?!arraycopy|identityHashCode|lineSeparator).*"
                    + "|java\\.lang\\.Math\\.random|java\\.util\\.UUID\\.randomUUID|java\\.util\\.Collections\\.shuffle"
                    + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)");

    private static final Pattern SLEEP =
            Pattern.compile("java\\.lang\\.Thread\\.sleep|java\\.util\\.concurrent\\.TimeUnit\\.sleep");

    private static final Pattern PARK = Pattern.compile("java\\.util\\.concurrent\\.locks\\.LockSupport\\.parkNanos");

    /** Tests of a slow client or of a killed process: these can be had by the clock only. */
    private static final Set<String> IN_REAL_TIME = Set.of(
            "ClusterCampaignTest",
            "CrashCampaignTest",
            "FloodCampaignTest",
            "Journeys",
            "ScaleCampaignTest",
            "SchedulesCampaignTest",
            "ServerProcess",
            "SlowClientTest",
            "Visitors");

    private static final Pattern MOCKS =
            Pattern.compile("(org\\.mockito|org\\.easymock|mockit|org\\.powermock|io\\.mockk)\\..*");

    @Test
    void onlyEgressOpensConnections() {
        List<JavaClass> others = House.outside("egress");
        none(Stream.concat(naming(CONNECTIONS, others), calling(CONNECTING_CALL, others)));
    }

    @Test
    void onlyStoreKnowsJdbc() {
        none(naming(JDBC, House.outside("store")));
    }

    @Test
    void onlyHttpKnowsItsServer() {
        none(naming(
                Pattern.compile("org\\.eclipse\\.jetty\\..*|com\\.sun\\.net\\.httpserver\\..*"),
                House.outside("http")));
    }

    @Test
    void onlyTheSandboxStartsProcesses() {
        List<JavaClass> others = House.outside("sandbox");
        none(Stream.concat(
                naming(Pattern.compile("java\\.lang\\.ProcessBuilder"), others),
                calling(Pattern.compile("java\\.lang\\.Runtime\\.exec"), others)));
    }

    @Test
    void theEngineOnlyComputes() {
        List<JavaClass> pure = House.in("engine", "workflow", "template", "schema", "yaml");
        Stream<String> locks = pure.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .map(method -> method.getFullName() + " is synchronized");
        none(Stream.of(naming(NOT_PURE, pure), calling(NOT_PURE_CALL, pure), locks)
                .flatMap(faults -> faults));
    }

    @Test
    void eachLibraryHasOneHome() {
        var homes = new TreeMap<String, TreeSet<String>>();
        for (JavaClass type : House.MAIN) {
            House.targets(type)
                    .flatMap(to -> library(to).stream())
                    .forEach(jar ->
                            homes.computeIfAbsent(jar, name -> new TreeSet<>()).add(House.packageOf(type)));
        }
        none(homes.entrySet().stream()
                .filter(home -> home.getValue().size() > 1)
                .map(home -> home.getKey() + " is used by " + home.getValue() + "; a library has one home"));
    }

    @Test
    void catalogUsesOnlyTheSdk() {
        none(House.in("connectors.catalog").stream()
                .filter(type -> !House.isPackageInfo(type))
                .flatMap(type -> House.targets(type)
                        .filter(to -> !Set.of("connectors.catalog", House.SDK)
                                        .contains(Optional.ofNullable(House.packageOf(to))
                                                .orElse(House.SDK))
                                || library(to).isPresent())
                        .map(to -> type.getName() + " uses " + to.getName() + ", and a connector has the SDK only")));
    }

    @Test
    void everyKindIsListed() {
        Set<String> listed = new TreeSet<>();
        House.in("nodes").stream()
                .filter(type -> House.topLevel(type).getSimpleName().equals("NodeKinds"))
                .flatMap(House::targets)
                .forEach(type -> listed.add(type.getName()));
        none(House.in("nodes").stream()
                .filter(type -> type.isAssignableTo("dev.triggo.engine.NodeKind"))
                .filter(type -> !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(type -> !type.isAnonymousClass() && !listed.contains(type.getName()))
                .map(type -> type.getSimpleName() + " is not in NodeKinds"));
    }

    /** The journal reads such events back, which is no start. */
    @Test
    void onlyAcceptStartsARun() {
        Set<String> makers = new TreeSet<>();
        House.outside("journal").stream()
                .flatMap(type -> type.getConstructorCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("dev.triggo.engine.RunEvent$RunAccepted"))
                .forEach(call -> makers.add(House.packageOf(call.getOriginOwner()) + ": "
                        + call.getOrigin().getFullName()));
        boolean runsExist = House.packages().contains("runs");
        assertTrue(
                runsExist ? makers.size() == 1 && makers.iterator().next().startsWith("runs: ") : makers.isEmpty(),
                () -> "one method, in runs, starts runs; found " + makers);
    }

    @Test
    void publicMeansUsedByAnotherPackage() {
        Set<String> used = new TreeSet<>();
        for (JavaClass type : House.MAIN) {
            Stream.concat(House.targets(type), signaturesCalled(type))
                    .map(House::topLevel)
                    .filter(to -> !to.getPackageName().equals(type.getPackageName()))
                    .forEach(to -> used.add(to.getName()));
        }
        none(House.outside(House.SDK).stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getName().equals("dev.triggo.app.Main") && !used.contains(type.getName()))
                .filter(type -> !holdsConstants(type) || !House.isImported(type))
                .map(type -> type.getName() + " is public and no other package uses it"));
    }

    @Test
    void noBoxNames() {
        none(House.MAIN.stream()
                .filter(type -> BOX_NAME.matcher(type.getSimpleName()).matches())
                .map(type -> type.getName() + ": a name that says box, not what is in it"));
    }

    @Test
    void packagesStaySmall() {
        none(House.packages().stream()
                .map(name ->
                        new Size(name, types(name), name.equals(House.KERNEL) ? TYPES_IN_KERNEL : TYPES_PER_PACKAGE))
                .filter(size -> size.types > size.most)
                .map(size ->
                        size.name + " has " + size.types + " types, at most " + size.most + ": split it by feature"));
    }

    @Test
    void testsDoNotSleepOrMock() {
        List<JavaClass> others = House.TESTS.stream()
                .filter(type -> !IN_REAL_TIME.contains(House.topLevel(type).getSimpleName()))
                .toList();
        none(Stream.of(calling(SLEEP, House.TESTS), calling(PARK, others), naming(MOCKS, House.TESTS))
                .flatMap(faults -> faults));
    }

    /** The compiler copies constants into whoever uses them: only sources still name the class. */
    private static boolean holdsConstants(JavaClass type) {
        return type.getFields().stream()
                .anyMatch(field -> field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL)));
    }

    private record Size(String name, long types, int most) {}

    private static long types(String name) {
        return House.in(name).stream()
                .filter(type -> type.isTopLevelClass() && !House.isPackageInfo(type))
                // The SDK's test kit is a package of its own.
                .filter(type -> type.getPackageName().endsWith(name))
                .count();
    }

    /** What the signatures of the methods that a class calls speak of: a caller uses them without naming them. */
    private static Stream<JavaClass> signaturesCalled(JavaClass type) {
        return type.getCodeUnitCallsFromSelf().stream().flatMap(call -> {
            CodeUnitCallTarget target = call.getTarget();
            return Stream.concat(Stream.of(target.getRawReturnType()), target.getRawParameterTypes().stream());
        });
    }

    /** The jar that a class of somebody else comes from; what every package speaks is not counted. */
    private static Optional<String> library(JavaClass type) {
        if (House.packageOf(type) != null || type.getName().matches("(org\\.jspecify|org\\.slf4j|java|javax)\\..*")) {
            return Optional.empty();
        }
        return type.getSource()
                .map(source -> source.getUri().toString())
                .filter(uri -> uri.startsWith("jar:"))
                .map(uri -> uri.replaceFirst("!/.*", "").replaceFirst(".*/", ""));
    }

    private static Stream<String> naming(Pattern forbidden, Iterable<JavaClass> types) {
        var faults = new ArrayList<String>();
        for (JavaClass type : types) {
            House.targets(type)
                    .filter(to -> forbidden.matcher(to.getName()).matches())
                    .forEach(to -> faults.add(type.getName() + " uses " + to.getName()));
        }
        return faults.stream();
    }

    private static Stream<String> calling(Pattern forbidden, Iterable<JavaClass> types) {
        var faults = new ArrayList<String>();
        for (JavaClass type : types) {
            type.getAccessesFromSelf().stream()
                    .filter(access -> forbidden
                            .matcher(access.getTargetOwner().getName() + "."
                                    + access.getTarget().getName())
                            .matches())
                    .forEach(access -> faults.add(access.getDescription()));
        }
        return faults.stream();
    }

    private static void none(Stream<String> faults) {
        Collection<String> found = new TreeSet<>(faults.toList());
        assertTrue(found.isEmpty(), () -> "\n" + String.join("\n", found));
    }
}
