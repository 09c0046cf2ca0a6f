package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private static final Set<String> KNOWN = new LinkedHashSet<>(List.of("query", "limit", "cursor"));

    @Test
    void readsDeclaredParameters() {
        assertEquals(Map.of(), Query.read(null, KNOWN));
        assertEquals(Map.of(), Query.read("", KNOWN));
        assertEquals(
                Map.of("query", "a b&c=dü😀", "limit", ""),
                Query.read("query=a+b%26c=d%C3%BC%F0%9F%98%80&limit", KNOWN));
        assertEquals(Map.of("limit", "5"), Query.read("&limit=5&", KNOWN));
        assertEquals(Map.of("limit", "5"), Query.read("l%69mit=5", KNOWN));
    }

    @Test
    void namesTheUnknownParameterAndTheKnownOnes() {
        var problem = assertThrows(Problem.class, () -> Query.read("limit=1&Limit=2", KNOWN));

        assertEquals(ProblemCode.BAD_REQUEST, problem.code());
        assertEquals("Unknown in the query: 'Limit'. It takes: query, limit, cursor.", problem.sentence());
        assertEquals(
                "Unknown in the query: 'limit', 'x'. It takes none.",
                assertThrows(Problem.class, () -> Query.read("limit=1&x&limit=2", Set.of()))
                        .sentence());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=1&limit=1",
                "limit=1&l%69mit=2",
                "limit=%",
                "limit=%4",
                "limit=%4g",
                "limit=%c0%af",
                "limit=%ff",
                "limit=%ed%a0%80",
                "limit=%00",
                "limit=%0a",
                "limit=a\tb",
                "limit=ü",
                "%=1",
                "=1",
                "limit[]=1",
                "limit=%u0041"
            })
    void refusesWhateverItWouldHaveToGuessAt(String query) {
        assertEquals(
                ProblemCode.BAD_REQUEST,
                assertThrows(Problem.class, () -> Query.read(query, KNOWN)).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token=x",
                "api_key=x",
                "key=x",
                "token",
                "limit=1&token=x",
                "t%6fken=x",
                "limit=trg_abc",
                "limit=%74rg_abc",
                "x=trg_abc",
                "limit=trg%5Fabc",
                "%zz&token=1",
                "limit=%zz&x=%74rg_abc"
            })
    void seesACredential(String query) {
        assertTrue(Query.carriesCredential(query, KNOWN));
    }

    @Test
    void takesADeclaredNameForWhatItIs() {
        assertFalse(Query.carriesCredential("limit=1&query=tokens", KNOWN));
        assertFalse(Query.carriesCredential("token=abc", Set.of("token")));
        assertTrue(Query.carriesCredential("token=trg_abc", Set.of("token")));
        assertFalse(Query.carriesCredential(null, KNOWN));
    }
}
