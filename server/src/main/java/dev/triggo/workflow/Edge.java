package dev.triggo.workflow;

import org.jspecify.annotations.Nullable;

/** An arrow from one node to another; {@code sourceHandle} names the branch it leaves by, null for the only one. */
public record Edge(String id, String source, @Nullable String sourceHandle, String target) {}
