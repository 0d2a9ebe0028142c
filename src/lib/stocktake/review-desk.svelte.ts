import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import { roundsMax } from '#domain/stocktake/entry.ts';
import { resolutionWrite, roundWrite, type SheetWrite } from '#protocol/stocktake/sheet-fold.ts';
import { sheetShape } from '#protocol/stocktake/sheet-shape.ts';
import type { ReviewLine } from '#protocol/stocktake/views.ts';
import { CallProblem } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import type { Me } from '../identity/me.ts';
import { LiveDocument } from '../live/live-document.svelte.ts';
import { attachBarcode } from './catalogue-code.ts';
import { approve, cancel, choose, commit } from './stocktake-api.ts';

/** How long a person waits gladly for the server to have what he wrote. */
const savedMsMax = 3000;
const lookMs = 100;

/** What a reviewer may do about a sheet: one deed at a time, and the review is read anew after each. */
export class ReviewDesk {
  readonly document: LiveDocument<typeof sheetShape>;
  readonly #id: number;
  readonly #reread: () => Promise<void>;
  isBusy = $state(false);
  problem = $state('');

  constructor(id: number, me: Me, reread: () => Promise<void>) {
    this.#id = id;
    this.#reread = reread;
    this.document = new LiveDocument({ shape: sheetShape, id: String(id), me });
  }

  leave(): void {
    this.document.leave();
  }

  choose(skuIds: readonly number[], choice: 'use_count' | 'leave' | null): Promise<void> {
    return this.#run(() => choose(this.#id, skuIds, choice));
  }

  approve(request: { isUncountedZero: boolean; linesHash: string }): Promise<void> {
    return this.#run(() => approve(this.#id, request));
  }

  commit(request: { isUncountedZero: boolean; linesHash: string }): Promise<void> {
    return this.#run(() => commit(this.#id, request));
  }

  cancel(): Promise<void> {
    return this.#run(() => cancel(this.#id));
  }

  /** A second, independent count: the next round, by somebody named or by anybody. */
  recount(lines: readonly Pick<ReviewLine, 'skuId' | 'round'>[], accountId: number | null): Promise<void> {
    return this.#write(
      lines
        .filter(({ round }) => round < roundsMax)
        .map(({ skuId, round }) => roundWrite(skuId as SkuId, round + 1, accountId)),
    );
  }

  /** What a code is; `isForCatalogue`: the SKU gets it as a barcode first, so that it is known everywhere from now on. [SK-4] */
  resolve(barcode: string, skuId: number, units: number, isForCatalogue: boolean): Promise<void> {
    const scan = Math.max(1, units);
    return this.#run(async () => {
      if (isForCatalogue) await attachBarcode(skuId, barcode, scan);
      await this.#save([resolutionWrite(barcode, { sku: skuId as SkuId, quantity: quantity(scan) })]);
    });
  }

  #write(writes: readonly SheetWrite[]): Promise<void> {
    return this.#run(() => this.#save(writes));
  }

  /** Writes, and waits a moment for the server to have it: what is read next should show it. */
  async #save(writes: readonly SheetWrite[]): Promise<void> {
    await this.document.opened;
    this.document.write(writes);
    for (
      let waitedMs = 0;
      waitedMs < savedMsMax && this.document.status.state !== 'saved';
      waitedMs += lookMs
    )
      await new Promise((done) => setTimeout(done, lookMs));
  }

  async #run(deed: () => Promise<unknown>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = '';
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof CallProblem)) throw error;
      this.problem = sentenceOf(error);
    } finally {
      await this.#reread();
      this.isBusy = false;
    }
  }
}
