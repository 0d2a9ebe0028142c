// Measures the shape of trade in fresh-retail-cn and writes it, as aggregate figures only, to domain/demo/curves.ts.
//   node bench/demo-curves/measure.ts --data ../shared/data/fresh-retail-cn
import { writeFile } from 'node:fs/promises';
import { dataFolder, loadTrade } from '#server/demo/replay/trade.ts';
import {
  holidayEffect,
  hourAndRate,
  lumpiness,
  promotion,
  rain,
  rateSpread,
  shelves,
  shops,
  weekday,
} from './figures.ts';
import { curvesFile } from './write.ts';

const command = 'node bench/demo-curves/measure.ts --data ../shared/data/fresh-retail-cn';
const trade = await loadTrade(dataFolder(process.argv));

const fit = hourAndRate(trade);
const week = weekday(trade, fit);
const figures = {
  spread: rateSpread(trade, fit),
  fit,
  week,
  lumps: lumpiness(trade, fit, week),
  shelves: shelves(trade),
  promotion: promotion(trade, fit, week),
  rain: rain(trade, fit, week),
  holiday: holidayEffect(trade, fit, week),
  shops: shops(trade, fit),
};

const target = new URL('../../domain/demo/curves.ts', import.meta.url);
const text = curvesFile(trade, figures, command);
await writeFile(target, text);
process.stdout.write(
  `curves.ts: ${Buffer.byteLength(text)} bytes from ${trade.pairs.length} store-item pairs\n`,
);
