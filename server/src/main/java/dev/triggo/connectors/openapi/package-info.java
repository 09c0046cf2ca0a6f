/**
 * Connectors made from documents: OpenAPI 3.0 and 3.1, Swagger 2, or a manifest. Reading is pure: text comes in, a
 * connector and what is wrong come out; nothing is fetched, whatever a document refers to. Start here: {@link
 * dev.triggo.connectors.openapi.ApiDocument}.
 */
@MayUse({"connectors.built", "schema", "yaml"})
@NullMarked
package dev.triggo.connectors.openapi;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
