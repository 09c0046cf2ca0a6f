/** The face that a connector author sees: see {@code Connector}. */
@org.jspecify.annotations.NullMarked
package dev.triggo.sdk;
