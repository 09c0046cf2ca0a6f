// What every client does once it has a key: build, publish, discover, invoke, read. One JSON line for each answer.
export async function walk(call, name) {
    const say = (step, answer) => console.log(JSON.stringify({ step, answer }))
    const definition = output => ({
        nodes: [
            {
                id: 'input',
                type: 'action_input',
                config: { inputSchema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } }
            },
            { id: 'output', type: 'return_output', config: { output } }
        ],
        edges: [{ id: 'e', source: 'input', target: 'output' }]
    })

    const draft = await call('create_workflow', { name, definition: definition({ greeting: 'none yet' }) })
    say('create', draft)
    say('update', await call('update_workflow', {
        workflowId: draft.id,
        expectedRevision: draft.revision,
        description: `Greets, for ${name}.`,
        definition: definition({ greeting: 'Hello {{input.name}}' })
    }))
    say('deploy', await call('deploy_workflow', { workflowId: draft.id, slug: name }))
    const found = await call('list_actions', { query: name })
    say('list', found)
    const { slug } = found.actions[0]
    say('get', await call('get_action', { slug }))
    const run = await call('run_action', { slug, input: { name: 'Ada' }, wait: 20, correlationId: name })
    say('run', run)
    say('status', await call('get_run_status', { runId: run.runId, includeSteps: true }))
    say('runs', await call('list_runs', { action: slug }))
}

/** The answer's body; a refusal ends the walk. */
export function body(tool, result) {
    if (result.isError || !result.structuredContent) throw new Error(`${tool}: ${JSON.stringify(result)}`)
    return result.structuredContent
}
