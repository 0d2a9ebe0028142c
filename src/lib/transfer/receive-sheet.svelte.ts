import * as z from 'zod/mini';
import { overCauses, shortCauses, type ShortCause } from '#domain/transfer/difference.ts';
import { transferQuantityMax } from '#domain/transfer/transfer.ts';
import { m } from '#messages';
import type { BarcodeMatch } from '#protocol/catalog/views.ts';
import type { TransferLineView } from '#protocol/transfer/views.ts';
import type { KeptForm } from '../outbox/kept-form.ts';
import { lineOfScan } from '../scan/line-of-scan.ts';
import type { Told } from '../scan/ScanField.svelte';
import { skuNameOf } from '../ui/name.ts';
import {
  bounded,
  noRemark,
  nothingYet,
  receiveBody,
  scanInto,
  type Over,
  type Remark,
  type Unpacked,
  type WayLine,
} from './receive-count.ts';

/** A line of which something is on its way. */
export interface Awaited extends WayLine {
  readonly line: TransferLineView;
}

/** Goods that came and should not have: of the transfer's own lines, or a stranger that the catalogue knows. */
export interface Stranger extends Over {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly code: string;
}

const units = z.int().check(z.minimum(0), z.maximum(transferQuantityMax));
const keptSchema = z.object({
  unpacked: z.array(
    z.tuple([z.int(), z.object({ arrived: units, short: units, cause: z.optional(z.enum(shortCauses)) })]),
  ),
  over: z.array(
    z.tuple([
      z.int(),
      z.object({
        quantity: units,
        cause: z.enum(overCauses),
        nameZh: z.string(),
        nameEn: z.string(),
        code: z.string(),
      }),
    ]),
  ),
  remarks: z.array(z.tuple([z.int(), z.object({ note: z.string(), photoId: z.nullable(z.string()) })])),
});

export interface ReceiveSheetParts {
  readonly lines: () => readonly TransferLineView[];
  readonly kept: KeptForm;
  /** What a code means that no line of the transfer has; undefined while there is no network. */
  readonly lookUp: (code: string) => Promise<readonly BarcodeMatch[] | undefined>;
}

/** A delivery as it is unpacked, kept on the device until it is sent. */
export class ReceiveSheet {
  #unpacked = $state.raw<ReadonlyMap<number, Unpacked>>(new Map());
  #over = $state.raw<ReadonlyMap<number, Stranger>>(new Map());
  #remarks = $state.raw<ReadonlyMap<number, Remark>>(new Map());
  readonly #parts: ReceiveSheetParts;
  readonly way = $derived.by(() =>
    this.#parts
      .lines()
      .map((line): Awaited => ({ line, sku: line.skuId, inTransit: onTheWayOf(line) }))
      .filter(({ inTransit }) => inTransit > 0),
  );
  readonly wanted = $derived(this.way.reduce((sum, one) => sum + one.inTransit, 0));
  readonly arrived = $derived(
    this.way.reduce((sum, one) => sum + bounded(one, this.stateOf(one.sku)).arrived, 0),
  );
  /** Units of which the command would tell something. */
  readonly told = $derived(
    this.arrived +
      this.way.reduce((sum, one) => {
        const { short, cause } = bounded(one, this.stateOf(one.sku));
        return sum + (cause ? short : 0);
      }, 0) +
      [...this.#over.values()].reduce((sum, one) => sum + one.quantity, 0),
  );

  constructor(parts: ReceiveSheetParts) {
    this.#parts = parts;
    const kept = keptSchema.safeParse(parts.kept.read());
    if (!kept.success) return;
    const { unpacked, over, remarks } = kept.data;
    this.#unpacked = new Map(unpacked.map(([sku, one]) => [sku, { ...one, cause: one.cause }]));
    this.#over = new Map(over);
    this.#remarks = new Map(remarks);
  }

  get over(): ReadonlyMap<number, Stranger> {
    return this.#over;
  }

  stateOf(sku: number): Unpacked {
    return this.#unpacked.get(sku) ?? nothingYet;
  }

  remarkOf(sku: number): Remark {
    return this.#remarks.get(sku) ?? noRemark;
  }

  put(sku: number, part: Partial<Unpacked>): void {
    const line = this.way.find((one) => one.sku === sku);
    if (!line || ![part.arrived ?? 0, part.short ?? 0].every(Number.isSafeInteger)) return;
    this.#unpacked = new Map(this.#unpacked).set(sku, bounded(line, { ...this.stateOf(sku), ...part }));
    this.#keep();
  }

  /** The rest of a line is short, for a cause; without one it is still on its way. */
  setCause(sku: number, inTransit: number, cause: ShortCause | undefined): void {
    this.put(sku, { cause, short: cause ? inTransit - this.stateOf(sku).arrived : 0 });
  }

  putOver(sku: number, part: Partial<Over>): void {
    const known = this.#over.get(sku);
    if (!known || !Number.isSafeInteger(part.quantity ?? 0)) return;
    const quantity = Math.min(transferQuantityMax, Math.max(1, part.quantity ?? known.quantity));
    this.#over = new Map(this.#over).set(sku, { ...known, ...part, quantity });
    this.#keep();
  }

  dropOver(sku: number): void {
    this.#over = new Map([...this.#over].filter(([key]) => key !== sku));
    this.#keep();
  }

  remark(sku: number, part: Partial<Remark>): void {
    this.#remarks = new Map(this.#remarks).set(sku, { ...this.remarkOf(sku), ...part });
    this.#keep();
  }

  all(): void {
    this.#unpacked = new Map(
      this.way.map((one) => [one.sku, { arrived: one.inTransit, short: 0, cause: undefined }]),
    );
    this.#keep();
  }

  scanned(code: string): Told | Promise<Told> {
    const found = lineOfScan(this.#parts.lines(), code);
    return found ? this.#count(found.line, found.units) : this.#askFor(code);
  }

  body(): ReturnType<typeof receiveBody> {
    return receiveBody(this.way, this.#unpacked, this.#over, this.#remarks);
  }

  /** It is on its way to the server, or waits in the outbox. */
  clear(): void {
    this.#unpacked = new Map();
    this.#over = new Map();
    this.#remarks = new Map();
    this.#parts.kept.drop();
  }

  #count(line: TransferLineView, units: number): Told {
    const { skuId: sku, skuNameZh: nameZh, skuNameEn: nameEn, skuCode: code } = line;
    const onWay = this.way.find((one) => one.sku === sku);
    const { arrived, over } = scanInto(onWay, this.stateOf(sku), units);
    if (arrived > 0) this.put(sku, { arrived: this.stateOf(sku).arrived + arrived });
    const name = skuNameOf(line);
    if (over === 0)
      return { text: `${name} ${this.stateOf(sku).arrived} / ${onWay?.inTransit ?? 0}`, isWrong: false };
    return this.#countOver(sku, over, { nameZh, nameEn, code, cause: 'over_loaded' });
  }

  async #askFor(code: string): Promise<Told> {
    const matches = await this.#parts.lookUp(code);
    if (!matches) return { text: m.transfer_scan_offline({ code }), isWrong: true };
    const [match, other] = matches;
    if (!match) return { text: m.transfer_scan_nothing({ code }), isWrong: true };
    if (other) return { text: m.transfer_scan_several({ code, count: matches.length }), isWrong: true };
    const line = this.#parts.lines().find((one) => one.skuId === match.skuId);
    if (line) return this.#count(line, match.quantity);
    const { skuId, nameZh, nameEn, skuCode } = match;
    return this.#countOver(skuId, match.quantity, { nameZh, nameEn, code: skuCode, cause: 'wrong_item' });
  }

  #countOver(sku: number, units: number, first: Omit<Stranger, 'quantity'>): Told {
    const known = this.#over.get(sku) ?? { ...first, quantity: 0 };
    const quantity = Math.min(transferQuantityMax, known.quantity + units);
    this.#over = new Map(this.#over).set(sku, { ...known, quantity });
    this.#keep();
    const name = skuNameOf({ skuNameZh: known.nameZh, skuNameEn: known.nameEn });
    const text =
      known.cause === 'wrong_item'
        ? m.transfer_scan_stranger({ name, count: quantity })
        : m.transfer_scan_over({ name, count: quantity });
    return { text, isWrong: true };
  }

  #keep(): void {
    this.#parts.kept.write({
      unpacked: [...this.#unpacked],
      over: [...this.#over],
      remarks: [...this.#remarks],
    });
  }
}

export function onTheWayOf({ shipped, received, lost, returned }: TransferLineView): number {
  return shipped - received - lost - returned;
}
