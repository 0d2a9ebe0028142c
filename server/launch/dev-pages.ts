import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'vite';
import type { ServeOptions } from '../main.ts';

/**
 * The pages from their sources, changed in the browser as they are written. Vite's own socket comes in on the port of
 * everything else: it is told apart by its protocol, and nobody else sees it.
 */
export async function devPages(): Promise<Pick<ServeOptions, 'pages' | 'onServer' | 'onClose'>> {
  // Never listens: it only passes Vite the upgrades that are Vite's.
  const viteSockets = createHttpServer();
  const vite = await createServer({
    // Any other loader writes the configuration into a file, and `node --watch` begins anew for ever.
    configLoader: 'native',
    logLevel: 'warn',
    server: { middlewareMode: true, hmr: { server: viteSockets } },
  });
  return {
    pages: vite.middlewares,
    onServer: (server) => shareUpgrades(server, viteSockets),
    onClose: () => vite.close(),
  };
}

function shareUpgrades(server: Server, viteSockets: Server): void {
  const ours = server.listeners('upgrade') as ((...upgrade: unknown[]) => void)[];
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request, socket, head) => {
    if (request.headers['sec-websocket-protocol']?.startsWith('vite-'))
      viteSockets.emit('upgrade', request, socket, head);
    else for (const listener of ours) listener.call(server, request, socket, head);
  });
}
