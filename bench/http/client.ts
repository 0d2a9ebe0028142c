// A crowd of tills in a process of its own: raw sockets, kept alive, one request at a time each, as little CPU as can be.
// Told what to do by its parent over IPC.
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { LoadOptions, Seen } from '../commit/load.ts';
import { nextSale, priceOfPiece, type Plan } from '../commit/plan.ts';

export interface ClientOrder extends LoadOptions {
  readonly port: number;
  readonly cookies: readonly string[];
}

process.on('message', (order: ClientOrder) => {
  void crowd(order).then((seen) => process.send?.(seen));
});

async function crowd({
  port,
  cookies,
  plan,
  clients,
  seconds,
  asksMax,
  asksPerSecond,
}: ClientOrder): Promise<Seen> {
  const seen: Seen = { posted: 0, refused: 0, tookMs: 0, waitsMs: [] };
  let asks = asksMax ?? Number.POSITIVE_INFINITY;
  const started = performance.now();
  const until = started + seconds * 1000;
  let slot = 0;
  /** When the next ask is due: at once, or in its place of the row. */
  const due = async (now: number): Promise<number> => {
    if (asksPerSecond === undefined) return now;
    const at = started + (slot++ * 1000) / asksPerSecond;
    if (at > performance.now()) await new Promise((resolve) => setTimeout(resolve, at - performance.now()));
    return at;
  };
  const till = async (_: unknown, index: number): Promise<void> => {
    const socket = await open(port);
    const head = headOf(port, cookies[index % cookies.length] ?? '');
    let now = await due(performance.now());
    while (now < until && asks-- > 0) {
      const { status, text } = await ask(socket, requestOf(head, plan));
      if (status === 201) seen.posted += 1;
      else if (status === 409) seen.refused += 1;
      else throw new Error(`${status} ${text}`);
      const answered = performance.now();
      seen.waitsMs.push(answered - now);
      now = await due(answered);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: clients }, till));
  seen.tookMs = performance.now() - started;
  return seen;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.setNoDelay(true).once('error', reject);
  });
}

function headOf(port: number, cookie: string): string {
  return `POST /api/documents HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncookie: ${cookie}\r\n`;
}

function requestOf(head: string, plan: Plan): string {
  const { store, skus } = nextSale(plan);
  const lines = skus.map((sku) => `{"skuId":${sku},"quantity":1,"amount":${priceOfPiece}}`).join(',');
  const body = `{"kind":"sale","storeId":${store},"lines":[${lines}]}`;
  return `${head}idempotency-key: ${randomUUID()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** One request and its whole answer, whose end its content-length tells. */
function ask(socket: Socket, request: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onEnd = (): void => reject(new Error('the server closed the connection'));
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (length === undefined) return reject(new Error(`no content-length in ${text.slice(0, headEnd)}`));
      if (text.length < headEnd + 4 + Number(length)) return;
      socket.off('data', onData).off('end', onEnd);
      resolve({ status: Number(text.slice(9, 12)), text });
    };
    socket.on('data', onData).once('end', onEnd);
    socket.write(request);
  });
}
