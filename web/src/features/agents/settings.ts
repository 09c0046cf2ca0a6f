import { text } from '../../text/en';

/** What to paste where, so that a host or a program talks to this very server with this very key. */
export interface ClientSetting {
  id: string;
  name: string;
  where: string;
  value: string;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** For hosts that speak MCP. */
export function hosts(base: string, key: string): ClientSetting[] {
  const url = `${base}/mcp`;
  const bearer = `Bearer ${key}`;
  const t = text.agents.hosts;
  return [
    {
      id: 'claude-code',
      name: 'Claude Code',
      where: t.claudeCode,
      value: `claude mcp add --transport http triggo ${url} --header "Authorization: ${bearer}"`,
    },
    {
      id: 'claude-desktop',
      name: 'Claude Desktop',
      where: t.claudeDesktop,
      value: json({
        mcpServers: {
          triggo: { command: 'npx', args: ['-y', 'mcp-remote', url, '--header', `Authorization: ${bearer}`] },
        },
      }),
    },
    {
      id: 'cursor',
      name: 'Cursor',
      where: t.cursor,
      value: json({ mcpServers: { triggo: { url, headers: { Authorization: bearer } } } }),
    },
    {
      id: 'windsurf',
      name: 'Windsurf',
      where: t.windsurf,
      value: json({ mcpServers: { triggo: { serverUrl: url, headers: { Authorization: bearer } } } }),
    },
    {
      id: 'vscode',
      name: 'VS Code',
      where: t.vscode,
      value: json({ servers: { triggo: { type: 'http', url, headers: { Authorization: bearer } } } }),
    },
  ];
}

/** For programs, that run an action over REST. */
export function programs(base: string, key: string, slug: string, input: unknown): ClientSetting[] {
  const url = `${base}/api/v1/runtime/actions/${slug}/run`;
  const body = JSON.stringify({ input, wait: 30 });
  const t = text.agents.programs;
  return [
    { id: 'curl', name: 'curl', where: t.curl, value: curl(url, key, body) },
    { id: 'node', name: 'Node', where: t.node, value: node(url, key, body) },
    { id: 'python', name: 'Python', where: t.python, value: python(url, key, body) },
    { id: 'go', name: 'Go', where: t.go, value: go(url, key, body) },
  ];
}

function curl(url: string, key: string, body: string): string {
  return `curl -s ${url} \\
  -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" \\
  -d '${body.replace(/'/g, `'\\''`)}'`;
}

function node(url: string, key: string, body: string): string {
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: { authorization: "Bearer ${key}", "content-type": "application/json" },
  body: JSON.stringify(${body}),
});
console.log(await response.json());`;
}

function python(url: string, key: string, body: string): string {
  return `import json, urllib.request

request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(json.loads(${JSON.stringify(body)})).encode(),
    headers={"Authorization": "Bearer ${key}", "Content-Type": "application/json"},
)
print(json.load(urllib.request.urlopen(request)))`;
}

function go(url: string, key: string, body: string): string {
  return `package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

func main() {
	request, _ := http.NewRequest("POST", ${JSON.stringify(url)}, strings.NewReader(${JSON.stringify(body)}))
	request.Header.Set("Authorization", "Bearer ${key}")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	fmt.Println(string(answer))
}`;
}
