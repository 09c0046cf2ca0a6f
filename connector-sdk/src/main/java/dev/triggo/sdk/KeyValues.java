package dev.triggo.sdk;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that are kept between calls, by key: for one workspace, one connector and, where the connector has auth, one
 * connection. Nobody else sees them. A key has 1 to 256 characters, none of them a control character; a value takes at
 * most 64 KiB as JSON; there are at most 10,000. What is beyond that fails with {@link ErrorCode#VALIDATION_ERROR}.
 */
public interface KeyValues {
    /** The value as {@code {"value": …}}, which tells one that is null from none; empty when there is none. */
    Map<String, @Nullable Object> get(String key) throws ConnectorError;

    /** Keeps a plain value, in the place of one that there was; durable when this returns. */
    void put(String key, @Nullable Object value) throws ConnectorError;

    /** True when there was one. */
    boolean delete(String key) throws ConnectorError;

    /**
     * Keys in their order.
     *
     * @param prefix what they begin with; empty for all
     * @param after the key to go on after; empty for the beginning
     * @param limit how many at most
     */
    List<String> list(String prefix, String after, int limit) throws ConnectorError;

    /**
     * Adds to a whole number and gives the sum; one that was not there counts as 0. Others who add at the same time do
     * not get the same sum.
     */
    long add(String key, long number) throws ConnectorError;
}
