/**
 * For the tests of connectors: a service that answers as it is told and remembers what it was asked, and calls of
 * actions as the server makes them, without a server.
 *
 * <p>Start here: {@link dev.triggo.sdk.testkit.ActionTrial#of}.
 */
@NullMarked
package dev.triggo.sdk.testkit;

import org.jspecify.annotations.NullMarked;
