import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { dice } from './instance.ts';

export interface NightSize {
  readonly stores: number;
  readonly skus: number;
  readonly regions: number;
  readonly history: number;
}

/** Tells a planner of a large chain: init, some days of history, one night to decide. Streams: a night is 20 MB. */
export async function tellNight(size: NightSize, out: Writable, onAsked: () => void): Promise<void> {
  const { stores, skus, regions, history } = size;
  const next = dice(11);
  const rates = new Float32Array(stores * skus);
  const speed = Float32Array.from({ length: skus }, () => Math.exp(-4.6 + 4.6 * next()));
  const weight = Float32Array.from({ length: stores }, () => Math.exp(0.8 * (next() - 0.5)));
  for (let c = 0; c < rates.length; c++)
    rates[c] = (speed[c % skus] ?? 0) * (weight[Math.floor(c / skus)] ?? 1);
  const say = async (message: object): Promise<void> => {
    if (!out.write(`${JSON.stringify(message)}\n`)) await once(out, 'drain');
  };
  await say({
    type: 'init',
    version: 1,
    level: 0.95,
    explain: false,
    step: 1,
    start: '2024-01-01',
    stores: Array.from({ length: stores }, (_, s) => `S${s}`),
    skus: Array.from({ length: skus }, (_, k) => ({ id: `K${k}`, price: 20, cost: 12, pack: 1, display: 0 })),
    network: {
      review: 7,
      lead: 2,
      central: false,
      supplierReview: 7,
      supplierLead: 7,
      season: false,
      regions: Array.from({ length: stores }, (_, s) => s % regions),
      transfer: { lead: 1, every: 3, docCost: 12, unitCost: 0.6 },
    },
    holding: 0.25,
  });
  const dayOf = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
  const drawn = () => {
    const sales: number[] = [];
    for (let c = 0; c < rates.length; c++) {
      const rate = rates[c] ?? 0;
      const u = next();
      if (u > rate) continue;
      sales.push(Math.floor(c / skus), c % skus, 1 + Math.floor((u / rate) * 3 * Math.min(1, rate)));
    }
    return sales;
  };
  for (let day = 0; day < history; day++)
    await say({ type: 'day', decide: false, date: dayOf(day), sales: drawn(), out: [] });
  const stock = Array.from(rates, (rate) => {
    const fate = next();
    return Math.round(
      rate * 9 * (fate < 0.15 ? 0 : fate < 0.85 ? 1.2 * next() + 0.5 : 5 * next()) + next() * 0.8,
    );
  });
  const night = JSON.stringify({
    type: 'day',
    decide: true,
    date: dayOf(history),
    sales: drawn(),
    out: stock.flatMap((units, c) => (units === 0 ? [Math.floor(c / skus), c % skus] : [])),
    stock,
    inbound: [],
    mayOrder: Array.from({ length: stores }, (_, s) => s).filter((s) => s % 7 === 0),
    nextOrder: Array.from({ length: stores }, (_, s) => s % 7),
    mayMove: true,
    mayBuy: false,
    warehouse: null,
    supplier: [],
    seasonDaysLeft: null,
  });
  onAsked();
  out.write(`${night}\n`);
}
