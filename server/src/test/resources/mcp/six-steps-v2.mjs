// The second TypeScript client, held to the modern era: node six-steps-v2.mjs URL KEY NAME, where its package is installed.
import { createRequire } from 'node:module'
import { body, walk } from './six-steps.mjs'

const require = createRequire(process.cwd() + '/')
const { Client, StreamableHTTPClientTransport } = require('@modelcontextprotocol/client')

const [url, key, name] = process.argv.slice(2)
const client = new Client(
    { name: 'six-steps', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } }
)
await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${key}` } } })
)
// Once it has the list, this client holds every answer against the tool's output schema.
const { tools } = await client.listTools()
const version = client.getNegotiatedProtocolVersion()
console.log(JSON.stringify({ step: 'connect', answer: { version, tools: tools.length } }))
await walk(async (tool, args) => body(tool, await client.callTool({ name: tool, arguments: args })), name)
await client.close()
