package dev.triggo.http;

/** What answers a route. Runs on a virtual thread and may block. A Problem thrown is rendered as the error body. */
@FunctionalInterface
public interface Handler {
    Answer handle(Exchange exchange) throws InterruptedException;
}
