import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEY = 'a-key-of-the-shop-4711';

/** The service that is described: a shop on this machine, which takes one key. */
export class Shop {
  readonly asked: string[] = [];

  private constructor(
    private readonly http: HttpServer,
    readonly url: string,
  ) {}

  static async open(): Promise<Shop> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const shop = new Shop(http, `http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    http.on('request', (request, response) => {
      let sent = '';
      request.on('data', (chunk: Buffer) => (sent += chunk.toString()));
      request.on('end', () => {
        const { status, location, body } = shop.answer(request, sent);
        response.statusCode = status;
        if (location) response.setHeader('location', location);
        response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      });
    });
    return shop;
  }

  private answer(
    request: IncomingMessage,
    sent: string,
  ): { status: number; location?: string; body: unknown } {
    const at = new URL(request.url ?? '/', this.url);
    this.asked.push(`${request.method} ${at.pathname}`);
    if (at.pathname === '/large.json') return { status: 200, body: large(this.url) };
    if (at.pathname === '/authorize') {
      const back = new URL(at.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', 'a-code');
      back.searchParams.set('state', at.searchParams.get('state') ?? '');
      return { status: 302, location: back.href, body: {} };
    }
    if (at.pathname === '/token') {
      const fits = sent.includes('code=a-code') && sent.includes('code_verifier=');
      return fits
        ? { status: 200, body: { access_token: 'given-by-the-shop', token_type: 'Bearer', expires_in: 3600 } }
        : { status: 400, body: { error: 'invalid_grant' } };
    }
    const knows =
      request.headers['x-key'] === KEY || request.headers.authorization === 'Bearer given-by-the-shop';
    if (!knows) return { status: 401, body: { error: 'Who is it?' } };
    const id = Number(at.pathname.split('/').pop());
    return { status: 200, body: { id, name: 'Rex', owner: { name: 'Ada', city: 'London' } } };
  }

  close(): void {
    this.http.close();
  }
}

/** As many operations as the largest documents have. */
function large(url: string) {
  const path = (at: number) => ({
    get: {
      operationId: `readThing${at}`,
      summary: `Read thing ${at}`,
      tags: [at % 2 ? 'odd' : 'even'],
      responses: { 200: { description: 'It' } },
    },
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Large', version: '1' },
    servers: [{ url }],
    paths: Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`/things/${at}`, path(at)])),
  };
}
