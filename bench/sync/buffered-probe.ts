// Runs in every server of a bench, ours or a peer's: on SIGUSR2 it tells what waits in each of its open sockets.
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const sockets = new Set<Socket>();
subscribe('net.server.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});
process.on('SIGUSR2', () => {
  const buffered = [...sockets].map(({ writableLength }) => writableLength);
  process.stdout.write(`buffered ${JSON.stringify(buffered)}\n`);
});
