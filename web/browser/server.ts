import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh server of its own for a journey, as somebody has it who just started it. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly settings: Record<string, string>,
    readonly url: string,
    /** Where the first account is made. */
    readonly setup: string,
  ) {}

  /** With settings beside the usual ones, and after whatever is to be put into its data folder. */
  static async start(
    more: Record<string, string> = {},
    prepare: (folder: string) => void = () => {},
  ): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'triggo-page-'));
    prepare(folder);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const own = {
      RUNTIME_PORT: String(port),
      TRIGGO_DATA_DIR: folder,
      TRIGGO_PUBLIC_URL: url,
      TRIGGO_DEFAULT_TIER: 'business',
      TRIGGO_EGRESS_ALLOW: `127.0.0.1:${port},localhost:${port}`,
      ...more,
    };
    const child = spawn(
      join(process.env.JAVA_HOME ?? '/usr', 'bin/java'),
      [
        '-Xmx512m',
        '--enable-native-access=ALL-UNNAMED',
        '-jar',
        '../server/target/server-1.0.0.jar',
        'serve',
      ],
      { env: { PATH: process.env.PATH, ...own }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const setup = await firstWords(child, url);
    return new Server(child, folder, own, url, setup);
  }

  /** What the operator's command line says beside the server that runs. */
  operator(...words: string[]): string {
    const java = join(process.env.JAVA_HOME ?? '/usr', 'bin/java');
    const flags = [
      '-Xmx256m',
      '--enable-native-access=ALL-UNNAMED',
      '-jar',
      '../server/target/server-1.0.0.jar',
    ];
    const env = { PATH: process.env.PATH, ...this.settings };
    const ended = spawnSync(java, [...flags, ...words], { env, encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(`${words.join(' ')}: ${ended.stderr}`);
    return ended.stdout;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the server says when it is ready; the address for the first account stands in it. */
function firstWords(child: ChildProcess, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const link = /(http\S+\/setup#\S+)/.exec(said)?.[1];
      if (said.includes('is ready') && link) resolve(link.replace(/^http:\/\/[^/]+/, url));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
