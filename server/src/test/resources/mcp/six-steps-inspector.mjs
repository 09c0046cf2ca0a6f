// The Inspector's command line, a process for each call: node six-steps-inspector.mjs URL KEY NAME, where it is installed.
import { execFileSync } from 'node:child_process'
import { body, walk } from './six-steps.mjs'

const [url, key, name] = process.argv.slice(2)
const inspector = 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js'

function inspect(...more) {
    const fixed = [inspector, '--cli', url, '--transport', 'http', '--header', `Authorization: Bearer ${key}`]
    return JSON.parse(execFileSync(process.execPath, [...fixed, ...more], { encoding: 'utf8' }))
}

// Strict: a schema that some model provider cannot take ends this with exit code 6.
const { tools } = inspect('--method', 'tools/list', '--strict')
console.log(JSON.stringify({ step: 'connect', answer: { tools: tools.length } }))
await walk((tool, args) => {
    const pairs = Object.entries(args).map(
        ([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`
    )
    const answer = inspect('--method', 'tools/call', '--tool-name', tool, '--format', 'json', '--tool-arg', ...pairs)
    return body(tool, answer.result)
}, name)
