import { worthOf } from '#domain/replenish/transfer-instance.ts';
import { solveTransfers } from '#domain/replenish/transfer-solve.ts';
import { median, rounded, type Bench } from '../platform/figure.ts';
import { linearBound, mixedIntegerBest } from './bound.ts';
import { regionEvening } from './instance.ts';

const stores = 30;
const skus = 500;
const docCost = 12;
const mipSeconds = 40;

/** The allocation step alone: against the linear bound, and against a MIP solver with 40 s; and how long it takes. */
export const transfersSolve: Bench = {
  name: 'transfers-solve',
  async run(say) {
    const free = regionEvening(stores, skus, 0, 1);
    const bound = await linearBound(free);
    const part = worthOf(free, solveTransfers(free)) / bound;
    say(`without document cost ${(100 * part).toFixed(3)} % of the linear bound ${bound.toFixed(1)}`);
    const paid = regionEvening(stores, skus, docCost, 1);
    const times: number[] = [];
    let moves = solveTransfers(paid);
    for (let i = 0; i < 5; i++) {
      const started = performance.now();
      moves = solveTransfers(paid);
      times.push(performance.now() - started);
    }
    const found = worthOf(paid, moves);
    say(`with document cost ${found.toFixed(1)} in ${median(times).toFixed(1)} ms, ${moves.length} lines`);
    const mip = await mixedIntegerBest(paid, mipSeconds);
    say(`the MIP solver after ${mipSeconds} s: ${mip?.toFixed(1) ?? 'nothing feasible'}`);
    return [
      {
        name: 'transfers-solve',
        value: rounded(median(times), 1),
        unit: 'ms',
        ratio: rounded(part, 4),
        against: rounded(bound, 1),
        goal: '≥ 0.99 of the LP bound without document cost; with it better than a MIP solver given 40 s; milliseconds',
        ok: part >= 0.99 && found >= (mip ?? 0),
        detail: {
          stores,
          skus,
          docCost,
          worth: rounded(found, 1),
          mip40s: mip === null ? null : rounded(mip, 1),
          lines: moves.length,
        },
      },
    ];
  },
};
