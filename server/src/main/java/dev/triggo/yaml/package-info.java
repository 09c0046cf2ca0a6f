/** YAML as the JSON that it stands for, within bounds. Pure. Start here: {@link dev.triggo.yaml.YamlText}. */
@MayUse({})
@NullMarked
package dev.triggo.yaml;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
