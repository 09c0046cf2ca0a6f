/** The <code>{{ … }}</code> language: parse, list what it refers to, evaluate once. Start here: {@link dev.triggo.template.Template}. */
@MayUse({})
@NullMarked
package dev.triggo.template;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
