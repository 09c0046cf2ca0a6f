import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TOKEN = 'a-token-of-the-desk-0815';

/** The service behind the connector in Desk.java, on this machine. */
export class Desk {
  /** What it was asked, in order. */
  readonly asked: string[] = [];
  /** Whether it tells nobody of its cards. */
  isClosed = false;

  private constructor(
    private readonly http: HttpServer,
    readonly url: string,
  ) {}

  static async open(): Promise<Desk> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const desk = new Desk(http, `http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    http.on('request', (request, response) => {
      const path = request.url ?? '/';
      desk.asked.push(path);
      const knows = request.headers.authorization === `Bearer ${TOKEN}`;
      response.statusCode = knows ? (desk.isClosed && path.endsWith('/cards') ? 422 : 200) : 401;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(contentOf(path)));
    });
    return desk;
  }

  close(): void {
    this.http.close();
  }
}

function contentOf(path: string): { id: string; name: string }[] {
  if (path === '/boards') {
    return [
      { id: 'b1', name: 'Kitchen' },
      { id: 'b2', name: 'Garden, which has more to do than anybody could ever list in one go' },
    ];
  }
  const board = path.split('/')[2];
  const count = board === 'b2' ? 1_200 : 3;
  return Array.from({ length: count }, (_, at) => ({ id: `${board}-c${at}`, name: `Card ${at}` }));
}

/** The connector as its author would build it, in the folder where a server looks for such. */
export function buildDesk(data: string): void {
  const java = (tool: string) => join(process.env.JAVA_HOME ?? '/usr', 'bin', tool);
  const lib = '../server/target/lib';
  const path = readdirSync(lib).filter((name) => /^(connector-sdk|jspecify)-/.test(name));
  const classes = mkdtempSync(join(tmpdir(), 'triggo-desk-'));
  const run = (tool: string, ...words: string[]) => {
    const ended = spawnSync(java(tool), words, { encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(`${tool}: ${ended.error?.message ?? ''}${ended.stderr}`);
  };
  run('javac', '-d', classes, '-cp', path.map((name) => join(lib, name)).join(':'), 'browser/Desk.java');
  mkdirSync(join(classes, 'META-INF/services'), { recursive: true });
  writeFileSync(join(classes, 'META-INF/services/dev.triggo.sdk.ConnectorProvider'), 'desk.Desk\n');
  const manifest = join(classes, 'manifest.txt');
  writeFileSync(manifest, 'Triggo-Sdk: 1\n');
  mkdirSync(join(data, 'connectors'));
  run(
    'jar',
    'cfm',
    join(data, 'connectors/desk.jar'),
    manifest,
    '-C',
    classes,
    'desk',
    '-C',
    classes,
    'META-INF',
  );
  rmSync(classes, { recursive: true });
}
