import { expect, test } from 'vitest';
import { sampleOf } from '#domain/setup/sample.ts';
import { trades } from '#domain/setup/trade.ts';
import { sampleCounts } from './sample-counts.ts';

test('[FM-4] the page promises as many goods as the samples have', () => {
  for (const trade of trades)
    if (trade !== 'other') expect(sampleCounts[trade], trade).toBe(sampleOf(trade).skus.length);
});
