import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionCaps {
  /** Of one address; Infinity behind a proxy, where all come from one. */
  readonly ofAddressMax: number;
  readonly totalMax: number;
}

/** A request must have its head here within this time, also one that never begins. [A18] */
export const headMsMax = 5_000;

/** Turns connections away before anything is read from them, once too many are open. [A18] */
export function capConnections(server: Server, { ofAddressMax, totalMax }: ConnectionCaps): void {
  const openOf = new Map<string, number>();
  let total = 0;
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const open = openOf.get(address) ?? 0;
    if (total >= totalMax || open >= ofAddressMax) return void socket.destroy();
    total += 1;
    openOf.set(address, open + 1);
    socket.once('close', () => {
      total -= 1;
      const left = (openOf.get(address) ?? 1) - 1;
      if (left > 0) openOf.set(address, left);
      else openOf.delete(address);
    });
  });
}
