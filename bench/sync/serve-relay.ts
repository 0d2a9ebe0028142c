// The ceiling: sockets that carry the same bytes to everybody else in the room, and know nothing of documents.
import { WebSocket, WebSocketServer } from 'ws';

const rooms = new Map<string, Set<WebSocket>>();
const emptyState = Uint8Array.from([0, 1, 2, 0, 0]);
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  process.stdout.write(`port ${(sockets.address() as { port: number }).port}\n`);
});
sockets.on('connection', (socket, request) => {
  const name = request.url?.split('?')[0] ?? '';
  const room = rooms.get(name) ?? new Set<WebSocket>();
  rooms.set(name, room.add(socket));
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0 && data[1] === 0) return socket.send(emptyState);
    for (const other of room)
      if (other !== socket && other.readyState === WebSocket.OPEN) other.send(data, { binary: true });
  });
  socket.on('close', () => room.delete(socket));
});
