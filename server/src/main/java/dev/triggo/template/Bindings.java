package dev.triggo.template;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/** What the roots of a template stand for: node ids, {@code trigger}, {@code run}, {@code item} and so on. */
@FunctionalInterface
public interface Bindings {
    /** The root's value, or null when there is none (a path from it is then missing). */
    @Nullable
    Json root(String name);
}
