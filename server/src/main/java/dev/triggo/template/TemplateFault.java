package dev.triggo.template;

/**
 * A template that cannot be read.
 *
 * @param at JSON Pointer of the string that holds it
 * @param message what is wrong, where in the string, and how to mend it
 */
public record TemplateFault(String at, String message) {}
