package dev.triggo.template;

/**
 * A use of a root in a template.
 *
 * @param at JSON Pointer of the string that holds it, from the top of the compiled value
 * @param root the first word of the path, as {@code http_request_1}
 * @param text the expression as written, without its braces
 */
public record Reference(String at, String root, String text) {}
