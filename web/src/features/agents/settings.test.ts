import { describe, expect, it } from 'vitest';
import { hosts, programs } from './settings';

const BASE = 'https://triggo.example.com';
const KEY = 'trg_abc';

describe('settings of hosts', () => {
  it('each name this server and this key, and are what the host reads', () => {
    for (const host of hosts(BASE, KEY)) {
      expect(host.value).toContain(`${BASE}/mcp`);
      expect(host.value).toContain(`Bearer ${KEY}`);
      if (host.id !== 'claude-code') expect(() => JSON.parse(host.value) as unknown).not.toThrow();
    }
  });
});

describe('settings of programs', () => {
  it('keep a quote in the input from ending the shell word', () => {
    const shell = programs(BASE, KEY, 'a', { name: "O'Hara" })[0]?.value ?? '';
    expect(shell).toContain(`O'\\''Hara`);
  });

  it('each call the action by its slug', () => {
    for (const program of programs(BASE, KEY, 'qualify-lead', {})) {
      expect(program.value).toContain(`${BASE}/api/v1/runtime/actions/qualify-lead/run`);
      expect(program.value).toContain(KEY);
    }
  });
});
