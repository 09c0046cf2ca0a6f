/** What a workflow is and whether it is sound: definition, node types, validation. Pure. Start here: {@link dev.triggo.workflow.WorkflowDefinition}, {@link dev.triggo.workflow.Validation}. */
@MayUse({"schema", "template", "yaml"})
@NullMarked
package dev.triggo.workflow;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
