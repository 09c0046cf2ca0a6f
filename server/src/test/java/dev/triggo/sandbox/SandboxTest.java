package dev.triggo.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.sandbox.CodeResult.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What code is: which function is called, what it may give, what is said when it cannot. */
class SandboxTest {
    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        sandbox = new Sandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            export default function (i) { return i.a + 1 }                                  | 2
            export default async ({a}) => { await null; return [a] }                        | [1]
            function first() { return 'no' } function run(i) { return i.a }                 | 1
            function first(i) { return helper(i) } function helper(i) { return {h: i.a} }   | {"h":1}
            const f = (i) => i.a                                                            | 1
            const f = async i => i.a                                                        | 1
            const n = 3; let g = async function (i) { return n + i.a }                      | 4
            async function go(i) { return i.a }                                             | 1
            const f = (i) => i.a; export {f as default}                                     | 1
            const f = () => undefined                                                       | null
            const f = () => ({u: undefined, n: NaN, d: new Date(0), s: [,1]})               | {"u":null,"n":null,"d":"1970-01-01T00:00:00.000Z","s":[null,1]}
            const f = () => String.fromCharCode(0xd800)                                     | "\ufffd"
            const f = () => ({get a() { return 1 }})                                        | {"a":1}
            const f = () => ({then(ok) { ok(7) }})                                          | 7
            const f = () => [{a: -0, b: 1e400, c: -5e-324, d: 1e21}]                        | [{"a":0,"b":null,"c":-5e-324,"d":1e+21}]
            const f = () => ({a: {toJSON() { return 1 }}}.a.toJSON.name)                    | "toJSON"
            const f = () => { Object.prototype.toJSON = () => 'bad'; return {a: [1]} }      | {"a":[1]}
            const f = () => { Array.prototype.toJSON = () => 'bad'; return {a: [1]} }       | {"a":[1]}
            const f = () => new (class A { b = 1 })()                                       | {"b":1}
            const f = () => Object.assign(Object.create({a: 1}), {b: 2})                    | {"b":2}
            const f = () => Object.create(null, {b: {value: 2, enumerable: true}})          | {"b":2}
            const f = () => ({a: '\\\\ud'})                                                   | {"a":"\\\\ud"}
            const f = () => new Proxy({a: 1}, {})                                           | {"a":1}
            const f = () => JSON.parse('{"__proto__": {"x": 1}}')                           | {"__proto__":{"x":1}}
            const f = (i, u) => u.pick({a: 1, b: 2}, ['a'])                                 | {"a":1}
            const f = (i, u) => u.omit({a: 1, b: 2}, ['a'])                                 | {"b":2}
            const f = (i, u) => u.groupBy([{k: 'x'}, {k: '__proto__'}], 'k')                | {"x":[{"k":"x"}],"__proto__":[{"k":"__proto__"}]}
            const f = (i, u) => u.keyBy([{k: 1, v: 2}], x => x.k)                           | {"1":{"k":1,"v":2}}
            const f = (i, u) => u.uniqBy([{k: 1}, {k: 1}, {k: 2}], 'k').length              | 2
            const f = (i, u) => u.base64.decode(u.base64.encode('häß€😀'))                  | "häß€😀"
            const f = (i, u) => u.base64.encode('Ada!')                                     | "QWRhIQ=="
            const f = (i, u) => u.hash('abc')                                               | "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            const f = (i, u) => u.dates.add('2026-01-31', 1, 'months')                      | "2026-02-28T00:00:00.000Z"
            const f = (i, u) => u.dates.format('2026-11-25T10:20:30Z', 'DD.MM.YYYY HH:mm')  | "25.11.2026 10:20"
            const f = (i, u) => u.dates.diff('2026-01-01', '2026-01-03', 'days')            | 2
            const f = (i, u) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(u.uuid()) && u.uuid() !== u.uuid() | true
            """)
    void gives(String source, String value) throws Exception {
        CodeResult result = run(source, "{\"a\": 1}");
        assertEquals(
                Json.parse(value),
                assertInstanceOf(CodeResult.Done.class, result, result::toString)
                        .value());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            const f = () => { const a = {}; a.a = a; return a }     | CODE_ERROR  | contains itself
            const f = () => 1n                                      | CODE_ERROR  | BigInt
            const f = () => ({a: [Symbol('x')]})                    | CODE_ERROR  | /a/0 is a symbol
            const f = () => () => 1                                 | CODE_ERROR  | is a function
            const f = () => new Map()                               | CODE_ERROR  | Object.fromEntries
            const f = () => ({p: Promise.resolve(1)})               | CODE_ERROR  | await it
            const f = () => ({get a() { throw new Error('mine') }}) | CODE_ERROR  | mine
            const f = () => f()                                     | CODE_ERROR  | deep
            const f = () => new Promise(() => 1)                    | CODE_ERROR  | never settles
            const f = () => { throw 'text' }                        | CODE_ERROR  | text
            const f = async () => { throw {a: 1} }                  | CODE_ERROR  | threw
            const a = 1                                             | CODE_SYNTAX | no function
            export default 5                                        | CODE_ERROR  | no function
            export default () => { return ( }                       | CODE_SYNTAX | line 1, column
            import x from 'fs'; const f = () => 1                   | CODE_ERROR  | imported
            const f = async () => (await import('/etc/passwd')).x   | CODE_ERROR  | imported
            const f = () => 'x'.repeat(1048577)                     | CODE_OUTPUT_TOO_LARGE | 1 MiB
            const f = () => { let a = []; for (let i = 0; i < 200; i++) a = [a]; return a } | CODE_ERROR | 100 deep
            """)
    void refuses(String source, Fault fault, String said) throws Exception {
        CodeResult.Failed failed = failed(run(source, "{}"));
        assertEquals(fault, failed.fault(), failed::message);
        assertTrue(failed.message().contains(said), failed::message);
        assertTrue(!failed.message().contains("graal") && !failed.message().contains("dev.triggo"), failed::message);
    }

    @Test
    void namesLineAndColumnOfTheSourceAsWritten() throws Exception {
        CodeResult.Failed thrown = failed(run("function run(i) {\n  const a = 1;\n  return i.b.c;\n}", "{}"));
        assertEquals("3:10", thrown.line() + ":" + thrown.column(), thrown::message);
        CodeResult.Failed later =
                failed(run("export default async (i) => {\n await 1;\n  throw new Error('x');\n}", "{}"));
        assertEquals(3, later.line(), later::message);
    }

    @Test
    void takesTypesAwayAndKeepsPlaces() throws Exception {
        CodeResult done = typescript("""
                interface In { a: number; b?: string }
                enum Kind { One = 1 }
                const f = (i: In): number => (i.a as number) + Kind.One;
                """, "{\"a\": 1}");
        assertEquals(
                Json.of(2),
                assertInstanceOf(CodeResult.Done.class, done, done::toString).value());
        CodeResult.Failed thrown = failed(
                typescript("interface A {\n b: string\n}\nfunction run(i: A): string { throw new Error(i.b) }", "{}"));
        assertEquals(4, thrown.line(), thrown::message);
        assertEquals(31, thrown.column(), 6, thrown::message);
        CodeResult.Failed unread = failed(typescript("function run(i: ) {}", "{}"));
        assertEquals("CODE_SYNTAX 1", unread.fault() + " " + unread.line(), unread::message);
    }

    @Test
    void checksWithoutRunning() throws Exception {
        assertInstanceOf(
                CodeResult.Done.class,
                check(Duration.ofSeconds(20), "while (true) {} function f() {}").getFirst());
        CodeResult.Failed failed = failed(
                check(Duration.ofSeconds(20), "function f() {\n  return }}").getFirst());
        assertEquals(2, failed.line(), failed::message);
    }

    @Test
    void readsAllInOneTimeAndWhatIsKnownInNone() throws Exception {
        try (var own = new Sandbox()) {
            List<Code> sources = Stream.of("const f = () => 1", "const f = (", "const f = () => 2")
                    .map(source -> new Code(source, false))
                    .toList();
            for (CodeResult result : own.check(sources, Duration.ZERO)) {
                assertEquals(Fault.CODE_UNAVAILABLE, failed(result).fault());
            }
            List<CodeResult> found = own.check(sources, Duration.ofSeconds(30));
            assertEquals(
                    List.of(true, false, true),
                    found.stream().map(CodeResult.Done.class::isInstance).toList());
            assertEquals(found, own.check(sources, Duration.ZERO));
        }
    }

    /** Some five seconds of reading: what does not come to its turn is told so, and the next look goes on from there. */
    @Test
    void whatTakesTooLongToReadIsTold() throws Exception {
        String slow = IntStream.range(0, 2500)
                .mapToObj(i -> "function f" + i + "(a: number, b: string) { if (a > " + i + ") { return [a, {b}]; } }")
                .collect(Collectors.joining("\n"));
        List<Code> sources = List.of(new Code(slow, true), new Code("const f = () => 1", false));
        try (var own = new Sandbox(5, 1)) {
            own.check(sources.subList(1, 2), Duration.ofSeconds(30));
            List<CodeResult> found = own.check(
                    List.of(sources.getFirst(), new Code("const f = () => 2", false)), Duration.ofMillis(300));
            // On a busy machine the time may be over before a worker is free.
            var late = Set.of(Fault.CODE_TIMEOUT, Fault.CODE_UNAVAILABLE);
            assertTrue(late.contains(failed(found.getFirst()).fault()), found::toString);
            assertTrue(late.contains(failed(found.getLast()).fault()), found::toString);
            CodeResult.Failed whole =
                    failed(own.check(sources, Duration.ofSeconds(60)).getFirst());
            assertTrue(whole.message().contains("processor time to read"), whole::message);
            assertEquals(whole, own.check(sources, Duration.ZERO).getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "[", "{", "a=>", "`${", "<a>(", "function f(){", "!", "a?(", "class A extends (", "if(a)"})
    void aSourceThatCannotBeReadSpoilsNothing(String deep) throws Exception {
        for (boolean typescript : new boolean[] {false, true}) {
            var code = new Code("export default () => 1;" + deep.repeat(150_000 / deep.length()), typescript);
            CodeResult.Failed failed = failed(sandbox.run("w", code, Json.EMPTY_OBJECT, Duration.ofSeconds(30)));
            assertTrue(failed.fault() == Fault.CODE_SYNTAX || failed.fault() == Fault.CODE_TIMEOUT, failed::toString);
            assertInstanceOf(CodeResult.Done.class, run("export default () => 1;" + " ".repeat(deep.length()), "{}"));
            assertInstanceOf(CodeResult.Done.class, typescript("export default (i: number): number => i;", "{}"));
        }
    }

    @Test
    void keepsTheFirstLinesOfWhatWasLogged() throws Exception {
        CodeResult result = run("""
                export default () => {
                  console.log('a', 1); console.error('\\u001b[31mred'); console.log('é'.repeat(2000));
                  for (let i = 0; i < 100000; i++) console.log(i);
                  return 1;
                }""", "{}");
        assertEquals(100, result.logs().size(), result::toString);
        assertEquals("a 1", result.logs().get(0));
        assertEquals("\\x1b[31mred", result.logs().get(1));
        assertEquals("é".repeat(512), result.logs().get(2));
        CodeResult failed = run("export default () => { console.log('before'); throw new Error('x') }", "{}");
        assertEquals("before", failed.logs().getFirst());
    }

    @Test
    void nothingStaysForTheNextCall() throws Exception {
        run("""
                export default () => {
                  globalThis.left = 1; Array.prototype.map = () => 'bad'; Object.prototype.left = 2;
                  JSON.stringify = () => '"bad"'; Promise.prototype.then = () => 0; String.prototype.left = 3;
                  return 1;
                }""", "{}");
        for (int i = 0; i < 4; i++) {
            CodeResult result = run(
                    "export default () => [typeof left, [1].map(x => x)[0], ({}).left === undefined, 'a'.left === undefined]",
                    "{}");
            assertEquals(
                    Json.parse("[\"undefined\",1,true,true]"),
                    assertInstanceOf(CodeResult.Done.class, result, result::toString)
                            .value());
        }
    }

    @Test
    void aKilledWorkerIsReplaced() throws Exception {
        try (var own = new Sandbox();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            own.run("w", new Code("const f = () => 1", false), Json.EMPTY_OBJECT, Duration.ofSeconds(30));
            long pid = own.workers().getFirst();
            Future<CodeResult> under = threads.submit(() -> own.run(
                    "w", new Code("const f = () => { for (;;); }", false), Json.EMPTY_OBJECT, Duration.ofSeconds(30)));
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
            CodeResult.Failed failed = failed(under.get(30, TimeUnit.SECONDS));
            assertTrue(failed.retryable() || failed.fault() == Fault.CODE_TIMEOUT, failed::toString);
            CodeResult next =
                    own.run("w", new Code("const f = () => 2", false), Json.EMPTY_OBJECT, Duration.ofSeconds(30));
            assertEquals(
                    Json.of(2), assertInstanceOf(CodeResult.Done.class, next).value());
        }
    }

    @Test
    void closingEndsTheWorkers() throws Exception {
        var own = new Sandbox();
        own.run("w", new Code("const f = () => 1", false), Json.EMPTY_OBJECT, Duration.ofSeconds(30));
        ProcessHandle process = ProcessHandle.of(own.workers().getFirst()).orElseThrow();
        own.close();
        process.onExit().get(10, TimeUnit.SECONDS);
        assertEquals(
                Fault.CODE_UNAVAILABLE,
                failed(own.run("w", new Code("const f = () => 1", false), Json.EMPTY_OBJECT, Duration.ofSeconds(5)))
                        .fault());
    }

    @Test
    void aHundredAtOnceAllEnd() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<CodeResult>>();
            for (int i = 0; i < 100; i++) {
                String inputs = "{\"n\": " + i + "}";
                all.add(threads.submit(() -> run(
                        "const f = i => { let s = 0; for (let k = 0; k < 1e5; k++) s += k % 2; return i.n }", inputs)));
            }
            for (int i = 0; i < 100; i++) {
                CodeResult result = all.get(i).get(60, TimeUnit.SECONDS);
                assertEquals(
                        Json.of(i),
                        assertInstanceOf(CodeResult.Done.class, result, result::toString)
                                .value());
            }
            assertTrue(sandbox.workers().size() <= 2);
        }
    }

    @Test
    void codeWithoutAnyTimeIsStopped() throws Exception {
        CodeResult.Failed failed = failed(
                sandbox.run("w", new Code("const f = () => 1", false), Json.EMPTY_OBJECT, Duration.ofSeconds(-1)));
        assertEquals(Fault.CODE_TIMEOUT, failed.fault(), failed::message);
    }

    private static List<CodeResult> check(Duration time, String source) throws InterruptedException {
        return sandbox.check(List.of(new Code(source, false)), time);
    }

    static CodeResult.Failed failed(CodeResult result) {
        return assertInstanceOf(CodeResult.Failed.class, result, result::toString);
    }

    static long soon(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private static CodeResult run(String source, String inputs) throws InterruptedException {
        return sandbox.run("w", new Code(source, false), (Json.Obj) Json.parse(inputs), Duration.ofSeconds(60));
    }

    private static CodeResult typescript(String source, String inputs) throws InterruptedException {
        return sandbox.run("w", new Code(source, true), (Json.Obj) Json.parse(inputs), Duration.ofSeconds(60));
    }
}
