import { afterAll, expect, test } from 'vitest';
import type { TransferAct } from '#domain/transfer/act.ts';
import { overCauses, shortCauses } from '#domain/transfer/difference.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase } from '#server/platform/database.ts';
import type { TransferAnswer } from '#server/transfer/transfer.ts';
import { openMarket, sku, type Market } from './market.ts';

/** `TRANSFERS=200 npx vitest run tests/transfer/race` for the long form. */
const transfers = Number(process.env['TRANSFERS'] ?? 16);
const actsEach = 14;
const seed = Number(process.env['SEED'] ?? 7);

let market: Market;
afterAll(() => market.close());

test(
  `[I4][I5][I16][A44] ${transfers} transfers at two nodes: shipped, received, lost, turned back and cancelled at once, doubled and reordered`,
  async () => {
    market = await openMarket(2);
    const chance = dice(seed);
    const skus = [1, 2, 3, 4, 5];
    for (const from of [1, 2, 3]) for (const id of skus) await market.stock(from, id, 40 * transfers);
    const tally = new Map<string, number>();
    const note = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
    /**
     * Whether a cancel comes before the first parcel is the machine's choice, so two of eight transfers begin with what must
     * be done once: one is cancelled through both nodes, one has three pieces on their way for three who want one each.
     */
    const certainly = async (index: number, id: TransferId, first: number): Promise<void> => {
      const one = [{ sku: sku(first), quantity: 1 }];
      const acts: readonly TransferAct[] =
        index % 8 === 7
          ? [{ kind: 'cancel' }, { kind: 'cancel' }]
          : index % 8 === 6
            ? [
                { kind: 'lose', cause: 'lost', lines: one },
                { kind: 'take_back', lines: one },
                { kind: 'receive', lines: one.map((line) => ({ ...line, short: [] })), over: [] },
              ]
            : [];
      if (index % 8 === 6)
        await market.act(id, { kind: 'dispatch', lines: [{ sku: sku(first), quantity: 3 }] }, market.wang);
      const answers = await Promise.all(
        acts.map((act, node) => market.act(id, act, market.zhao, undefined, node % 2)),
      );
      for (const [at, answer] of answers.entries())
        note(`${acts[at]?.kind} ${answer.outcome === 'done' ? 'done' : answer.code}`);
      if (index % 8 === 7) expect(answers.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
      if (index % 8 === 6) expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    };
    await Promise.all(
      Array.from({ length: transfers }, async (_, index) => {
        const [source, target] = [1 + (index % 3), 1 + ((index + 1 + (index % 2)) % 3)];
        const lines = skus.filter(() => chance(2) === 0).map((id) => [id, 5 + chance(20)] as const);
        if (lines.length === 0) lines.push([1, 5]);
        const id = await market.begin(
          lines.map(([one, units]) => [one, units + 2, units]),
          source,
          target,
        );
        await market.agree(id, lines, source, target);
        await certainly(index, id, lines[0]?.[0] ?? 1);
        const commands = Array.from({ length: actsEach }, () => ({
          act: randomAct(chance, skus),
          key: crypto.randomUUID(),
        }));
        // Each is sent once or twice, the second time anywhere, all of a transfer at once, through both nodes.
        const sent = commands.flatMap((command) => (chance(2) === 0 ? [command] : [command, command]));
        for (let at = sent.length - 1; at > 0; at--) {
          const other = chance(at + 1);
          [sent[at], sent[other]] = [sent[other] as never, sent[at] as never];
        }
        const answers = new Map<string, TransferAnswer>();
        await Promise.all(
          sent.map(async ({ act, key }) => {
            const answer = await market.act(id, act, market.zhao, key, chance(2));
            note(`${act.kind} ${answer.outcome === 'done' ? 'done' : answer.code}`);
            const before = answers.get(key);
            if (before) expect(answer).toEqual(before);
            answers.set(key, answer);
          }),
        );
        // Whatever is left on its way comes or is lost; then it can be ended.
        const rest = await market.sql<{ id: number; way: number }[]>`
        select sku_id as id, (shipped - received - lost - returned)::int as way from transfer_lines where transfer_id = ${id} and shipped > received + lost + returned`;
        if (rest.length > 0 && index % 3 !== 0) {
          const told = rest.map((one) => ({ sku: sku(one.id), quantity: one.way, short: [] }));
          await market.act(id, { kind: 'receive', lines: told, over: [] });
          await market.act(id, { kind: 'finish' });
        }
      }),
    );
    const owner = openDatabase({
      url: market.shop.ownerUrl,
      connectionsMax: 1,
      reach: 'all',
      applicationName: 'check',
    });
    const verdicts = await checkInvariants(owner);
    await owner.end();
    expect(verdicts.flatMap(({ id, broken }) => broken.map((row) => `${id} ${row}`))).toEqual([]);
    // The race was one: every act was done by somebody and refused to somebody, none waits.
    for (const kind of ['dispatch', 'receive', 'lose', 'take_back', 'cancel']) {
      expect(tally.get(`${kind} done`), `${kind} done`).toBeGreaterThan(0);
      expect(
        [...tally.keys()].filter((key) => key.startsWith(`${kind} transfer.`)).length,
        kind,
      ).toBeGreaterThan(0);
    }
    const [{ waiting = -1 } = {}] = await market.sql<{ waiting: number }[]>`
    select count(*)::int as waiting from transfers where pending_key is not null`;
    expect(waiting).toBe(0);
  },
  120_000 + transfers * 1000,
);

type Dice = (sides: number) => number;

function randomAct(chance: Dice, skus: readonly number[]): TransferAct {
  const lines = skus.filter(() => chance(3) > 0).map((id) => ({ sku: sku(id), quantity: 1 + chance(9) }));
  if (lines.length === 0) lines.push({ sku: sku(1), quantity: 1 });
  switch (chance(24)) {
    case 0:
      return { kind: 'cancel' };
    case 1:
      return { kind: 'finish' };
    case 2:
      return { kind: 'pick' };
    case 3:
    case 4:
    case 5:
      return {
        kind: 'lose',
        cause: shortCauses[chance(shortCauses.length)] ?? 'lost',
        lines: lines.slice(0, 1),
      };
    case 6:
    case 7:
    case 8:
      return { kind: 'take_back', lines: lines.slice(0, 1) };
    default:
      return chance(2) === 0
        ? { kind: 'dispatch', lines: lines.slice(0, 1) }
        : {
            kind: 'receive',
            lines: lines.slice(0, 2).map((line) => ({
              ...line,
              quantity: chance(4),
              short:
                chance(4) === 0
                  ? [{ cause: shortCauses[chance(shortCauses.length)] ?? 'lost', quantity: 1 }]
                  : [],
            })),
            over:
              chance(8) === 0
                ? [{ sku: sku(6), quantity: 1, cause: overCauses[chance(2)] ?? 'over_loaded' }]
                : [],
          };
  }
}

/** Mulberry32: the same seed, the same race as far as the machine allows. */
function dice(start: number): Dice {
  let state = start;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}
