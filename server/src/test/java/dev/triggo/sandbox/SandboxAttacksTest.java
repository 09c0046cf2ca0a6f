package dev.triggo.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What code tries in order to get out, or to take more than it may have. */
class SandboxAttacksTest {
    /** Each asks for a thing that must not be there. */
    private static final String PROBES = """
            typeof Java
            typeof Polyglot
            typeof Graal
            typeof Packages
            typeof java
            typeof javax
            typeof org
            typeof com
            typeof JavaImporter
            typeof JSAdapter
            typeof process
            typeof require
            typeof module
            typeof exports
            typeof global
            typeof Buffer
            typeof fetch
            typeof XMLHttpRequest
            typeof WebSocket
            typeof Worker
            typeof importScripts
            typeof load
            typeof loadWithNewGlobal
            typeof print
            typeof printErr
            typeof read
            typeof readFully
            typeof readbuffer
            typeof readline
            typeof quit
            typeof exit
            typeof $EXEC
            typeof $ENV
            typeof $ARG
            typeof Deno
            typeof Bun
            typeof std
            typeof os
            typeof window
            typeof document
            typeof setTimeout
            typeof setInterval
            typeof SharedArrayBuffer
            typeof Atomics
            typeof WebAssembly
            typeof Debug
            typeof Realm
            typeof ShadowRealm
            this === undefined ? 'undefined' : 'this'
            typeof (function () { return this })()
            typeof (0, eval)('typeof Java === "undefined" ? undefined : Java')
            typeof new Function('return typeof Java === "undefined" ? undefined : Java')()
            typeof (() => {}).constructor('return typeof process === "undefined" ? undefined : process')()
            typeof (async () => {}).constructor.constructor('return typeof Polyglot === "undefined" ? undefined : Polyglot')()
            typeof u.uuid.constructor('return typeof Java === "undefined" ? undefined : Java')()
            typeof i.constructor.constructor('return typeof require === "undefined" ? undefined : require')()
            typeof i.getClass
            typeof u.getClass
            typeof ''.getClass
            typeof [].getClass
            typeof (() => 1).getClass
            typeof u.hash.class
            typeof console.getClass
            typeof new Error().getStackTrace
            typeof new Error().javaException
            typeof console.constructor.constructor('return typeof $ENV === "undefined" ? undefined : $ENV')()
            typeof Error.prepareStackTrace?.call
            typeof globalThis.__triggo_entry
            typeof globalThis.compiler
            typeof Object.getOwnPropertyDescriptor(i, 'a').value.getClass
            typeof u.constructor.constructor('return typeof java === "undefined" ? undefined : java.lang')()
            typeof Reflect.get(u, 'class')
            typeof Symbol.for('polyglot').getClass
            typeof globalThis['Pack' + 'ages']
            typeof eval('globalThis.Jav\\u0061')
            typeof u.secrets
            """;

    private static final String ATTACKS = """
            let a = []; for (;;) a.push(new Array(1000).fill(1))
            let s = 'x'; for (;;) s = s + s + 'y'
            let a = []; for (;;) a.push(new Uint8Array(1 << 20))
            let a = []; for (;;) a.push(() => a)
            let m = new Map(); for (let k = 0; ; k++) m.set(k, {k})
            return new Array(1e9).fill(0).length
            return 'x'.repeat(2 ** 29).length + 'y'.repeat(2 ** 29).length + [...'z'.repeat(1e8)].length
            return new ArrayBuffer(2 ** 31).byteLength
            let o = {}; for (;;) o = {o, p: 'x'.repeat(100)}
            return JSON.parse('['.repeat(100000))
            const f = () => f(); return f()
            const f = (...a) => f(...a, a); return f(1)
            let x = {toString() { return '' + x }}; return '' + x
            class A { get a() { return this.a } } return new A().a
            return eval('('.repeat(20000))
            for (;;);
            while (true) { try { for (;;); } catch { } finally { } }
            try { for (;;); } finally { for (;;); }
            return /^(a|aa|a)+\\1b$/.test('a'.repeat(60))
            return /^((?=(a+))\\2?a*)*b\\1$/.test('a'.repeat(40))
            return (2n ** 100000000n).toString().length
            const p = () => Promise.resolve().then(p); return p()
            const p = async () => { for (;;) await null }; return p()
            return new Promise(() => {})
            for (;;) console.log('x'.repeat(1000))
            return JSON.stringify(new Array(1e7).fill('xxxxxxxxxx')).length
            return 'x'.repeat(2000000)
            return Array.from({length: 400000}, (x, n) => n)
            """;

    /** What would go on for ever elsewhere, and is harmless here: most patterns take linear time. */
    private static final String TAMED = """
            return /^(a+)+$/.test('a'.repeat(40) + '!')
            return /(x+x+)+y/.test('x'.repeat(50))
            return /^(a|a|a|a)*$/.test('a'.repeat(1e5) + '!')
            return /(.*)*(.*)*(.*)*=/.test('x'.repeat(5e4))
            """;

    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        sandbox = new Sandbox(1, 3);
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    static List<String> attacks() {
        return ATTACKS.strip().lines().toList();
    }

    static List<String> tamed() {
        return TAMED.strip().lines().toList();
    }

    @Test
    void nothingOfTheHostCanBeReached() throws Exception {
        List<String> probes = PROBES.strip().lines().toList();
        assertTrue(probes.size() >= 60);
        for (String probe : probes) {
            CodeResult result = run("export default function (i, u) { return " + probe + " }", 30);
            if (result instanceof CodeResult.Failed failed) {
                assertTrue(
                        failed.message().contains("Error: ")
                                && !failed.message().contains("java."),
                        () -> probe + ": " + failed.message());
            } else {
                Json value = ((CodeResult.Done) result).value();
                assertEquals(Json.of("undefined"), value, probe);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void endsWithinItsLimitsAndTheNextCallIsClean(String body) throws Exception {
        long began = System.nanoTime();
        CodeResult result = run("export default function (i, u) { " + body + " }", 25);
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        assertInstanceOf(
                CodeResult.Failed.class,
                result,
                () -> body + " gave " + result.toString().length());
        assertTrue(seconds < 28, () -> body + " took " + seconds + " s");
        CodeResult next = run("export default () => 'clean'", 30);
        assertEquals(
                Json.of("clean"),
                assertInstanceOf(CodeResult.Done.class, next, next::toString).value());
    }

    @ParameterizedTest
    @MethodSource("tamed")
    void isHarmless(String body) throws Exception {
        CodeResult result = run("export default function (i, u) { " + body + " }", 25);
        assertEquals(
                Json.of(false),
                assertInstanceOf(CodeResult.Done.class, result, result::toString)
                        .value());
    }

    private static CodeResult run(String source, int seconds) throws InterruptedException {
        return sandbox.run(
                "w", new Code(source, false), (Json.Obj) Json.parse("{\"a\": 1}"), Duration.ofSeconds(seconds));
    }
}
