// Official TypeScript clients come by OAuth: node oauth-walk.mjs URL COOKIE v1|v2 [DOCUMENT], where their packages are.
import { createRequire } from 'node:module'
import { asking, provider } from './oauth-person.mjs'

const [url, cookie, generation, document] = process.argv.slice(2)
const require = createRequire(process.cwd() + '/')
const first = generation === 'v1'
const { Client } = require(first ? '@modelcontextprotocol/sdk/client/index.js' : '@modelcontextprotocol/client')
const { StreamableHTTPClientTransport } = require(
    first ? '@modelcontextprotocol/sdk/client/streamableHttp.js' : '@modelcontextprotocol/client')

// With a refresh token, the first generation refreshes where more scopes are needed, and gives up.
const auth = provider({ cookie, redirect: 'http://127.0.0.1:7777/callback', document, refreshes: !first })
auth.finish = answer => (first ? answer.searchParams.get('code') : answer.searchParams)
const say = (step, answer) => console.log(JSON.stringify({ step, answer }))

let transport
let client
await asking(() => transport, auth, async () => {
    client = new Client(
        { name: 'oauth-walk', version: '1.0.0' },
        first ? {} : { versionNegotiation: { mode: { pin: '2026-07-28' } } })
    transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: auth })
    await client.connect(transport)
})
const { tools } = await client.listTools()
say('connect', { tools: tools.length, scope: auth.kept.tokens.scope, client: auth.kept.client.client_id })
const call = name => client.callTool({ name, arguments: {} })
say('actions', (await call('list_actions')).structuredContent)
say('workflows', (await asking(() => transport, auth, () => call('list_workflows'))).structuredContent)
say('asked', { scopes: auth.asked, scope: auth.kept.tokens.scope })
await client.close()
