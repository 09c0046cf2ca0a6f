/** JSON Schema 2020-12: is a schema sound, does a value fit it, and if not where and why. Start here: {@link dev.triggo.schema.JsonSchema}. */
@MayUse({})
@NullMarked
package dev.triggo.schema;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
