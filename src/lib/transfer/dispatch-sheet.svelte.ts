import * as z from 'zod/mini';
import { transferQuantityMax } from '#domain/transfer/transfer.ts';
import { m } from '#messages';
import type { TransferLineView } from '#protocol/transfer/views.ts';
import type { KeptForm } from '../outbox/kept-form.ts';
import { lineOfScan } from '../scan/line-of-scan.ts';
import type { Told } from '../scan/ScanField.svelte';
import { skuNameOf } from '../ui/name.ts';

const hourMs = 3_600_000;
const keptSchema = z.object({
  counts: z.array(z.tuple([z.int(), z.int().check(z.minimum(0), z.maximum(transferQuantityMax))])),
  parcels: z.nullable(z.number()),
  hours: z.nullable(z.number()),
  carrier: z.string(),
  waybill: z.string(),
  freight: z.string(),
});

/** What is picked for a dispatch, kept on the device until it is sent. */
export class DispatchSheet {
  #counts = $state.raw<ReadonlyMap<number, number>>(new Map());
  parcels = $state<number | null>(1);
  carrier = $state('');
  waybill = $state('');
  /** In yuan, as typed. */
  freight = $state('');
  hours = $state<number | null>(4);
  readonly #lines: () => readonly TransferLineView[];
  readonly #kept: KeptForm;
  readonly open = $derived.by(() => this.#lines().filter((line) => leftOf(line) > 0));
  readonly wanted = $derived(this.open.reduce((sum, line) => sum + leftOf(line), 0));
  readonly total = $derived(this.open.reduce((sum, line) => sum + this.countOf(line), 0));
  /** Whole fen; undefined where what was typed is no sum. */
  readonly freightFen = $derived.by(() => {
    const yuan = Number(this.freight.trim() || 0);
    return Number.isFinite(yuan) && yuan >= 0 && yuan <= 1_000_000 ? Math.round(yuan * 100) : undefined;
  });
  readonly isGood = $derived(
    this.total > 0 &&
      this.freightFen !== undefined &&
      isWhole(this.parcels, 1, 999) &&
      this.hours !== null &&
      this.hours >= 0 &&
      this.hours <= 720,
  );

  constructor(lines: () => readonly TransferLineView[], kept: KeptForm) {
    this.#lines = lines;
    this.#kept = kept;
    const before = keptSchema.safeParse(kept.read());
    if (!before.success) return;
    this.#counts = new Map(before.data.counts);
    const { parcels, hours, carrier, waybill, freight } = before.data;
    Object.assign(this, { parcels, hours, carrier, waybill, freight });
  }

  /** Never more than what is left: what another phone has sent meanwhile is no longer there to be sent. */
  countOf(line: TransferLineView): number {
    return Math.min(leftOf(line), this.#counts.get(line.skuId) ?? 0);
  }

  count(line: TransferLineView, value: number): void {
    if (!Number.isSafeInteger(value)) return;
    this.#counts = new Map(this.#counts).set(line.skuId, Math.min(leftOf(line), Math.max(0, value)));
    this.keep();
  }

  all(): void {
    this.#counts = new Map(this.open.map((line) => [line.skuId, leftOf(line)]));
    this.keep();
  }

  scanned(code: string): Told {
    const found = lineOfScan(this.open, code);
    if (!found) {
      const full = lineOfScan(this.#lines(), code);
      return full
        ? { text: m.transfer_scan_full({ name: skuNameOf(full.line) }), isWrong: true }
        : { text: m.transfer_scan_unknown({ code }), isWrong: true };
    }
    const { line, units } = found;
    const before = this.countOf(line);
    // A case of which only a part is left to send is opened by hand.
    if (before + units > leftOf(line))
      return { text: m.transfer_scan_full({ name: skuNameOf(line) }), isWrong: true };
    this.count(line, before + units);
    return { text: `${skuNameOf(line)} ${before + units} / ${leftOf(line)}`, isWrong: false };
  }

  body(nowMs: number) {
    return {
      kind: 'dispatch' as const,
      lines: this.open
        .map((line) => ({ sku: line.skuId, quantity: this.countOf(line) }))
        .filter(({ quantity }) => quantity > 0),
      parcels: this.parcels ?? 1,
      carrier: this.carrier.trim(),
      waybill: this.waybill.trim(),
      freight: this.freightFen ?? 0,
      dueAtMs: this.hours ? Math.round(nowMs + this.hours * hourMs) : null,
    };
  }

  keep(): void {
    const { parcels, hours, carrier, waybill, freight } = this;
    this.#kept.write({ counts: [...this.#counts], parcels, hours, carrier, waybill, freight });
  }

  /** It is on its way to the server, or waits in the outbox. The next parcel has papers of its own. */
  clear(): void {
    this.#counts = new Map();
    this.waybill = '';
    this.freight = '';
    this.#kept.drop();
  }
}

export function leftOf({ agreed, shipped }: TransferLineView): number {
  return agreed - shipped;
}

function isWhole(value: number | null, least: number, most: number): boolean {
  return value !== null && Number.isSafeInteger(value) && value >= least && value <= most;
}
