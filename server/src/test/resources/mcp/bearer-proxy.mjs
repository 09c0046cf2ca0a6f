// The conformance suite cannot send a credential; this puts one on each request and leaves the rest as it is.
// Arguments: target port, token. Prints its own port.
import http from 'node:http';

const [targetPort, token] = process.argv.slice(2);
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const upstream = http.request(
      {
        host: '127.0.0.1',
        port: Number(targetPort),
        method: request.method,
        path: request.url,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on('error', (fault) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(String(fault));
    });
    response.on('close', () => upstream.destroy());
    upstream.end(Buffer.concat(chunks));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
