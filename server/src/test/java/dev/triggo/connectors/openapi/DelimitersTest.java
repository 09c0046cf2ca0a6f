package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands between the values of a list or an object, wherever they are sent. */
class DelimitersTest {
    private static HttpCall sent(String document, String input) throws Exception {
        var made = ApiDocument.openApi(document).make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
        return Called.sent(made, "a", input);
    }

    private static String body(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    /** Swagger 2: csv where nothing is said, in forms as everywhere else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "none;  ids=1,2;     1,2;     1,2",
                "csv;   ids=1,2;     1,2;     1,2",
                "ssv;   ids=1%202;   1%202;   1 2",
                "pipes; ids=1%7C2;   1%7C2;   1|2",
                "tsv;   ids=1%092;   1%092;   none",
                "multi; ids=1&ids=2; none;    none",
            })
    void aListOfSwagger2IsJoinedAsItsCollectionFormatSays(
            @Nullable String format, String pairs, @Nullable String inPath, @Nullable String plain) throws Exception {
        assertEquals(
                "https://api.example.com/a?" + pairs,
                sent(swagger(format, "query", ""), "{\"ids\": [1, 2]}").url());
        HttpCall form = sent(swagger(format, "formData", ""), "{\"ids\": [1, 2]}");
        assertEquals(pairs, body(form));
        HttpCall parts =
                sent(swagger(format, "formData", "\"consumes\": [\"multipart/form-data\"],"), "{\"ids\": [1, 2]}");
        var told = new MultipartText.Body(parts.headers().get("Content-Type"), parts.body())
                .parts().stream().map(MultipartText.Part::text).toList();
        String joined = String.join("&", told);
        assertEquals(
                pairs.replace("ids=", ""),
                joined.replace(" ", "%20").replace("|", "%7C").replace("\t", "%09"));
        if (inPath != null) {
            String path = swagger(format, "path", "").replace("\"/a\"", "\"/a/{ids}\"");
            assertEquals(
                    "https://api.example.com/a/" + inPath,
                    sent(path, "{\"ids\": [1, 2]}").url());
        }
        if (plain != null) {
            HttpCall header = sent(swagger(format, "header", ""), "{\"ids\": [1, 2]}");
            assertEquals(plain, header.headers().get("ids"));
        }
    }

    private static String swagger(@Nullable String format, String in, String more) {
        String said = format == null ? "" : ", \"collectionFormat\": \"" + format + "\"";
        return """
                {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "api.example.com", "paths": {"/a": {"post": {
                   "operationId": "a", %s "parameters": [{"name": "ids", "in": "%s", "required": true, "type": "array",
                     "items": {"type": "integer"}%s}], "responses": {}}}}}""".formatted(more, in, said);
    }

    /** The table of OpenAPI: {@code R=100&G=200}, {@code R,100,G,200}, {@code R%20100%20G%20200}, {@code R|100|G|200}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "form;           true;  R=100&G=200;            c=1&c=2",
                "form;           false; c=R,100,G,200;          c=1,2",
                "spaceDelimited; false; c=R%20100%20G%20200;    c=1%202",
                "pipeDelimited;  false; c=R%7C100%7CG%7C200;    c=1%7C2",
                "spaceDelimited; none;  c=R%20100%20G%20200;    c=1%202",
                "pipeDelimited;  none;  c=R%7C100%7CG%7C200;    c=1%7C2",
            })
    void anObjectIsJoinedByTheSameSignAsAList(String style, String explode, String object, String list)
            throws Exception {
        String how = "\"style\": \"" + style + "\"" + (explode.equals("none") ? "" : ", \"explode\": " + explode);
        String query =
                "\"parameters\": [{\"name\": \"c\", \"in\": \"query\", " + how + ", \"schema\": {\"type\": \"%s\"}}]";
        String url = "https://api.example.com/a?";
        assertEquals(
                url + object,
                sent(openApi(query.formatted("object")), "{\"c\": {\"R\": 100, \"G\": 200}}")
                        .url());
        assertEquals(
                url + list,
                sent(openApi(query.formatted("array")), "{\"c\": [1, 2]}").url());
        String form = "\"requestBody\": {\"content\": {\"application/x-www-form-urlencoded\": {\"schema\": {\"type\":"
                + " \"object\", \"properties\": {\"c\": {\"type\": \"%s\"}}}, \"encoding\": {\"c\": {" + how + "}}}}}";
        assertEquals(list, body(sent(openApi(form.formatted("array")), "{\"c\": [1, 2]}")));
        if (!style.equals("form")) {
            String sent = body(sent(openApi(form.formatted("object")), "{\"c\": {\"R\": 100, \"G\": 200}}"));
            assertEquals(object, sent);
        }
    }

    private static String openApi(String inside) {
        String document = HostileDocumentsTest.document(
                "\"/a\": {\"post\": {\"operationId\": \"a\", " + inside + ", \"responses\": {}}}", "");
        assertTrue(document.contains("api.example.com"), document);
        return document;
    }
}
