import highsLoader, { type Highs } from 'highs';
import type { TransferInstance } from '#domain/replenish/transfer-instance.ts';

/**
 * The linear bound without a cost per document falls apart into SKUs, each a transport problem with concave gains:
 * its optimum pairs the cheapest units given with the dearest units taken. Written as an LP for the solver all the
 * same, so that the bound is somebody else's.
 */
export async function linearBound(instance: TransferInstance): Promise<number> {
  const highs = await highsLoader();
  let bound = 0;
  for (const item of instance.items) {
    const terms: string[] = [];
    const bounds: string[] = [];
    const balance: string[] = [];
    for (let s = 0; s < instance.stores; s++) {
      const give = item.give[s] ?? [];
      for (let n = 0; n < Math.min(item.x[s] ?? 0, give.length); n++) {
        terms.push(`- ${item.margin * (give[n] ?? 0) + instance.unitCost} g${s}_${n}`);
        bounds.push(`0 <= g${s}_${n} <= 1`);
        balance.push(`+ g${s}_${n}`);
      }
      const take = item.take[s] ?? [];
      for (let n = 0; n < take.length; n++) {
        terms.push(`+ ${item.margin * (take[n] ?? 0)} t${s}_${n}`);
        bounds.push(`0 <= t${s}_${n} <= 1`);
        balance.push(`- t${s}_${n}`);
      }
    }
    if (balance.length === 0) continue;
    bound += solved(
      highs,
      `Maximize\n obj: ${terms.join(' ')}\nSubject To\n c: ${balance.join(' ')} = 0\nBounds\n ${bounds.join('\n ')}\nEnd`,
    );
  }
  return bound;
}

function solved(highs: Highs, model: string): number {
  return highs.solve(model, { output_flag: false }).ObjectiveValue;
}

/** The whole problem with documents as 0/1, given to the MIP solver for so many seconds; its best found, or null. */
export async function mixedIntegerBest(instance: TransferInstance, seconds: number): Promise<number | null> {
  const highs = await highsLoader();
  const { stores, items, unitCost, docCost } = instance;
  const terms: string[] = [];
  const rows: string[] = [];
  const bounds: string[] = [];
  const documents: string[] = [];
  for (let i = 0; i < stores; i++)
    for (let j = 0; j < stores; j++)
      if (i !== j) {
        documents.push(`y${i}_${j}`);
        terms.push(`- ${docCost} y${i}_${j}`);
      }
  items.forEach((item, k) => {
    const into = Array.from({ length: stores }, () => [] as string[]);
    const outOf = Array.from({ length: stores }, () => [] as string[]);
    const lowest = Math.min(...item.give.map((give, s) => ((item.x[s] ?? 0) > 0 ? (give[0] ?? 1) : 1)));
    const takers = item.take.map(
      (take) => Array.from(take).filter((chance) => item.margin * (chance - lowest) > unitCost).length,
    );
    const givers = item.give.map((give, s) => Math.min(item.x[s] ?? 0, give.length));
    for (let i = 0; i < stores; i++)
      for (let j = 0; j < stores; j++) {
        const most = Math.min(givers[i] ?? 0, takers[j] ?? 0);
        if (i === j || most === 0) continue;
        if (item.margin * ((item.take[j]?.[0] ?? 0) - (item.give[i]?.[0] ?? 1)) <= unitCost) continue;
        const name = `f${k}_${i}_${j}`;
        into[j]?.push(name);
        outOf[i]?.push(name);
        rows.push(`${name} - ${most} y${i}_${j} <= 0`);
      }
    for (let s = 0; s < stores; s++) {
      if ((outOf[s]?.length ?? 0) > 0) {
        const units = Array.from({ length: givers[s] ?? 0 }, (_, n) => `g${k}_${s}_${n}`);
        units.forEach((name, n) => {
          terms.push(`- ${item.margin * (item.give[s]?.[n] ?? 1) + unitCost} ${name}`);
          bounds.push(`0 <= ${name} <= 1`);
        });
        rows.push(`${outOf[s]?.join(' + ')} - ${units.join(' - ')} = 0`);
      }
      if ((into[s]?.length ?? 0) > 0) {
        const units = Array.from({ length: takers[s] ?? 0 }, (_, n) => `t${k}_${s}_${n}`);
        units.forEach((name, n) => {
          terms.push(`+ ${item.margin * (item.take[s]?.[n] ?? 0)} ${name}`);
          bounds.push(`0 <= ${name} <= 1`);
        });
        rows.push(`${into[s]?.join(' + ')} - ${units.join(' - ')} = 0`);
      }
    }
  });
  const model = `Maximize\n obj: ${terms.join(' ')}\nSubject To\n${rows.map((row, i) => ` r${i}: ${row}`).join('\n')}\nBounds\n ${bounds.join('\n ')}\nBinary\n ${documents.join(' ')}\nEnd`;
  const { ObjectiveValue } = highs.solve(model, { time_limit: seconds, output_flag: false });
  return Number.isFinite(ObjectiveValue) ? ObjectiveValue : null;
}
