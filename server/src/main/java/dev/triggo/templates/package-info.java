/**
 * Workflows to begin with, kept as files and shown on the page. Start here: {@link dev.triggo.templates.Templates}.
 */
@MayUse("workflow")
@NullMarked
package dev.triggo.templates;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
