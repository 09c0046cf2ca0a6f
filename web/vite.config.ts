import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';

/** The server cannot look into a folder of its jar: it reads this list. */
function listOfFiles(): Plugin {
  let folder = '';
  return {
    name: 'list-of-files',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      const names = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'files.txt')
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort();
      writeFileSync(join(folder, 'files.txt'), names.join('\n') + '\n');
    },
  };
}

const SERVER = 'http://localhost:8090';

/** The server takes what changes something from its own pages alone: to it, these are some. */
const passedOn: ProxyOptions = {
  target: SERVER,
  changeOrigin: true,
  configure: (proxy) =>
    proxy.on('proxyReq', (request) => {
      if (request.hasHeader('origin')) request.setHeader('origin', SERVER);
    }),
};

export default defineConfig({
  plugins: [react(), listOfFiles()],
  build: {
    target: 'es2022',
    // Nothing inside the document or a style sheet: the server's policy lets in files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    sourcemap: false,
  },
  server: {
    // A server that was started with ./triggo answers the page's calls.
    proxy: { '/api': passedOn, '/openapi.json': passedOn },
  },
});
