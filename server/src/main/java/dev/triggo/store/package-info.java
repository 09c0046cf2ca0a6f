/** The only JDBC: database, transactions, dialects, migrations. Start here: {@link dev.triggo.store.Database}. */
@MayUse({})
@NullMarked
package dev.triggo.store;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
