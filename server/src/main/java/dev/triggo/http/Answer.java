package dev.triggo.http;

import dev.triggo.kernel.Json;
import java.util.Map;

/** What a handler answers with. */
public sealed interface Answer {
    /** A JSON body. */
    record JsonBody(int status, Map<String, String> headers, Json body) implements Answer {}

    /** Text of another type: {@code text/html}, {@code application/yaml}. */
    record TextBody(int status, String contentType, Map<String, String> headers, String body) implements Answer {}

    /** Bytes of any type: a picture, or text that was compressed before. */
    @SuppressWarnings("ArrayRecordComponent") // it is written once, and never compared
    record Bytes(int status, String contentType, Map<String, String> headers, byte[] body) implements Answer {}

    /** No body. */
    record Empty(int status, Map<String, String> headers) implements Answer {}

    /** A live {@code text/event-stream}; the writer is called once, on the request's thread, and may block. */
    record Events(Map<String, String> headers, EventWriter writer) implements Answer {}

    /** Writes the events of a stream until it returns. */
    @FunctionalInterface
    interface EventWriter {
        void write(EventStream stream) throws InterruptedException;
    }

    static Answer json(Json body) {
        return new JsonBody(200, Map.of(), body);
    }

    static Answer json(int status, Json body) {
        return new JsonBody(status, Map.of(), body);
    }
}
