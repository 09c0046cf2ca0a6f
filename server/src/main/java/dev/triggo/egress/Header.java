package dev.triggo.egress;

/** A header of a request or an answer; in answers the name is lower case. */
public record Header(String name, String value) {}
