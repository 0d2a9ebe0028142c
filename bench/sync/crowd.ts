// People at their pages, in a process of their own. Orders come and answers go over the parent's channel.
import { percentile } from '../platform/figure.ts';
import { Client } from './client.ts';
import type { Flavour } from './servers.ts';

export interface CrowdOrder {
  readonly url: string;
  readonly flavour: Flavour;
  readonly documents: readonly string[];
  readonly peopleOfDocument: number;
  readonly editsPerSecond: number;
  readonly rows: number;
  readonly seconds: number;
  /** Rows written before the clock runs. */
  readonly seedRows: number;
  readonly savesAreTimed: boolean;
}

export interface CrowdAnswer {
  readonly edits: number;
  readonly tookMs: number;
  readonly heard: number;
  readonly p50: number;
  readonly p99: number;
  readonly savedP50: number;
  readonly savedP99: number;
  /** On every replica: rows that are missing or wrong, and rows that nobody wrote. */
  readonly lost: number;
  readonly extra: number;
}

const replicasOfDocument = 2;
const warmMs = 4_000;
const settleMsMax = 15_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

process.once('message', (order: CrowdOrder) => {
  void run(order).then(
    (answer) => process.send?.({ done: answer }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});

async function run(order: CrowdOrder): Promise<CrowdAnswer> {
  const crowd = order.documents.map((document, index) =>
    Array.from(
      { length: order.peopleOfDocument },
      (_, person) =>
        new Client({
          ...order,
          document,
          person: 1 + index * order.peopleOfDocument + person,
          isReplica: person < replicasOfDocument,
        }),
    ),
  );
  const people = crowd.flat();
  await Promise.all(people.map(({ synced }) => synced));
  const truth = crowd.map(() => new Map<string, number>());
  await seed(crowd, truth, order);
  const waits: number[] = [];
  const saves: number[] = [];
  const sentAt = new Map<string, number>();
  for (const [index, [first]] of crowd.entries())
    first?.doc.getMap<number>('counts').observe(({ keysChanged }) => {
      for (const key of keysChanged) {
        const name = `${index} ${key} ${first.doc.getMap<number>('counts').get(key)}`;
        const sent = sentAt.get(name);
        if (sent !== undefined) waits.push(performance.now() - sent);
      }
    });
  let edits = 0;
  let value = 1_000;
  const edit = (index: number, client: Client): void => {
    value += 1;
    edits += 1;
    const key = client.count(Math.floor(Math.random() * order.rows), value);
    truth[index]?.set(key, value);
    if (client !== crowd[index]?.[0]) sentAt.set(`${index} ${key} ${value}`, performance.now());
    if (order.savesAreTimed && edits % 10 === 0) {
      const began = performance.now();
      void client.saved().then(() => saves.push(performance.now() - began));
    }
  };
  const tickMs = 1000 / (order.editsPerSecond * people.length);
  const drive = async (ms: number): Promise<void> => {
    const began = performance.now();
    for (let turn = 0; ; turn++) {
      const due = began + turn * tickMs;
      if (due > began + ms) return;
      const early = due - performance.now();
      if (early > 1) await wait(early);
      const at = turn % people.length;
      const index = Math.floor(at / order.peopleOfDocument);
      edit(index, people[at] as Client);
    }
  };
  await drive(warmMs);
  edits = 0;
  waits.length = 0;
  saves.length = 0;
  process.send?.({ warm: true });
  const began = performance.now();
  await drive(order.seconds * 1000);
  const tookMs = performance.now() - began;
  const counted = edits;
  const heard = await settle(crowd, truth);
  const { lost, extra } = compare(crowd, truth);
  for (const client of people) client.close();
  return {
    edits: counted,
    tookMs,
    heard,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    savedP50: percentile(saves, 0.5),
    savedP99: percentile(saves, 0.99),
    lost,
    extra,
  };
}

async function seed(
  crowd: readonly (readonly Client[])[],
  truth: readonly Map<string, number>[],
  { seedRows }: CrowdOrder,
): Promise<void> {
  if (seedRows === 0) return;
  for (const [index, [first]] of crowd.entries()) {
    if (!first) continue;
    for (let row = 0; row < seedRows; row += 500) {
      first.doc.transact(() => {
        for (let one = row; one < Math.min(seedRows, row + 500); one++)
          truth[index]?.set(first.count(one, 1), 1);
      });
      await wait(20);
    }
  }
  await wait(1_000);
}

/** Waits until every replica has everything, or no longer. */
async function settle(
  crowd: readonly (readonly Client[])[],
  truth: readonly Map<string, number>[],
): Promise<number> {
  const end = performance.now() + settleMsMax;
  while (performance.now() < end && compare(crowd, truth).lost > 0) await wait(100);
  return crowd.flat().reduce((sum, { frames }) => sum + frames, 0);
}

function compare(
  crowd: readonly (readonly Client[])[],
  truth: readonly Map<string, number>[],
): { lost: number; extra: number } {
  let lost = 0;
  let extra = 0;
  for (const [index, clients] of crowd.entries()) {
    const wanted = truth[index] ?? new Map<string, number>();
    for (const { doc } of clients.slice(0, replicasOfDocument)) {
      const counts = doc.getMap<number>('counts');
      for (const [key, value] of wanted) if (counts.get(key) !== value) lost += 1;
      for (const key of counts.keys()) if (!wanted.has(key)) extra += 1;
    }
  }
  return { lost, extra };
}
