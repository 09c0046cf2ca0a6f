/**
 * What the author of a connector sees: a connector is a {@link dev.triggo.sdk.Connector} made of {@link
 * dev.triggo.sdk.Action}s, which take {@link dev.triggo.sdk.Property} values in and give plain values out.
 *
 * <p>Values that cross this module are plain Java, shaped like JSON: {@link java.util.Map} with {@link String} keys,
 * {@link java.util.List}, {@link String}, {@link java.math.BigDecimal} or {@link Long} for numbers, {@link Boolean} and
 * {@code null}. Definitions are immutable and are checked when they are built: a wrong one fails at start, not in a run.
 *
 * <p>Start here: {@link dev.triggo.sdk.Connector#named(String)}.
 */
@NullMarked
package dev.triggo.sdk;

import org.jspecify.annotations.NullMarked;
