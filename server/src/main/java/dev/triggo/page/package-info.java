/**
 * The web page's files: its one document at each of its addresses, and what that loads. Start here: {@link
 * dev.triggo.page.PageRoutes}.
 */
@MayUse("http")
@NullMarked
package dev.triggo.page;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
