// The first TypeScript client: node six-steps-v1.mjs URL KEY NAME, where its package is installed.
import { createRequire } from 'node:module'
import { body, walk } from './six-steps.mjs'

const require = createRequire(process.cwd() + '/')
const { Client } = require('@modelcontextprotocol/sdk/client/index.js')
const { StreamableHTTPClientTransport } = require('@modelcontextprotocol/sdk/client/streamableHttp.js')

const [url, key, name] = process.argv.slice(2)
const client = new Client({ name: 'six-steps', version: '1.0.0' })
const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${key}` } }
})
await client.connect(transport)
// Once it has the list, this client holds every answer against the tool's output schema.
const { tools } = await client.listTools()
console.log(JSON.stringify({ step: 'connect', answer: { version: transport.protocolVersion, tools: tools.length } }))
await walk(async (tool, args) => body(tool, await client.callTool({ name: tool, arguments: args })), name)
await client.close()
