import { connect, createServer, type Socket } from 'node:net';

export type ProxyMode =
  | { readonly state: 'pass' }
  /** What is asked arrives; of the answer not a byte comes back. */
  | { readonly state: 'cut replies' }
  /** Nothing goes through either way, and nobody is told: a half-open line. What was held goes on when it passes again. */
  | { readonly state: 'blackhole' }
  | { readonly state: 'delay'; readonly ms: number };

/** A line between two processes that breaks as lines do. */
export interface Proxy {
  readonly port: number;
  mode: ProxyMode;
  /** Counts of what it did, by mode. */
  readonly counts: Map<ProxyMode['state'], number>;
  /** Breaks every line that is open. */
  cutAll(): void;
  close(): Promise<void>;
}

export async function openProxy(target: { readonly port: number }): Promise<Proxy> {
  const lines = new Set<Socket>();
  const held: { readonly bytes: Buffer; readonly to: Socket }[] = [];
  let mode: ProxyMode = { state: 'pass' };
  const counts = new Map<ProxyMode['state'], number>();
  const server = createServer((near) => {
    const far = connect(target.port, '127.0.0.1');
    const end = (): void => {
      near.destroy();
      far.destroy();
      lines.delete(near);
    };
    lines.add(near);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', end).on('close', end);
    }
    near.on('data', (bytes) => carry(bytes, far));
    far.on('data', (bytes) => {
      if (mode.state !== 'cut replies') return carry(bytes, near);
      count(mode.state);
      end();
    });
  });
  const count = (state: ProxyMode['state']): void => void counts.set(state, (counts.get(state) ?? 0) + 1);
  const carry = (bytes: Buffer, to: Socket): void => {
    count(mode.state);
    if (mode.state === 'blackhole') held.push({ bytes, to });
    else if (mode.state === 'delay') setTimeout(() => to.writable && to.write(bytes), mode.ms);
    else if (to.writable) to.write(bytes);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const proxy: Proxy = {
    port: typeof address === 'object' && address ? address.port : 0,
    get mode() {
      return mode;
    },
    set mode(next) {
      mode = next;
      if (mode.state === 'blackhole') return;
      for (const { bytes, to } of held.splice(0)) if (to.writable) to.write(bytes);
    },
    counts,
    cutAll: () => {
      for (const line of lines) line.destroy();
    },
    close: async () => {
      for (const line of lines) line.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
