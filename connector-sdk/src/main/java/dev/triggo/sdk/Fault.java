package dev.triggo.sdk;

/**
 * One way in which an input does not fit the properties of an action.
 *
 * @param path JSON Pointer into the input, as {@code /headers/accept}; empty for the whole
 * @param message what is wrong and what would fit
 */
public record Fault(String path, String message) {}
