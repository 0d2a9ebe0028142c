import type { SupplierPriceView, SupplierView } from '#protocol/purchase/views.ts';
import { CallProblem } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import { fenOf } from './order-draft.svelte.ts';
import { readSupplier, writePrices, writeSupplier, writeTerms } from './purchase-api.ts';

interface Rights {
  readonly mayName: boolean;
  readonly mayAgree: boolean;
}

const newRecord = () => ({ code: '', nameZh: '', nameEn: '', contact: '', isActive: true });
const newTerms = () => ({
  leadDays: 3,
  payDays: 30,
  invoice: 'special' as 'special' | 'plain',
  email: '',
  note: '',
});

/** One supplier while somebody looks at it or writes: who it is, what was agreed, what it takes for its goods. */
export class SupplierDesk {
  supplier = $state.raw<SupplierView>();
  record = $state(newRecord());
  terms = $state(newTerms());
  /** Yuan as they are typed. */
  minimum = $state('0');
  filter = $state('');
  problem = $state('');
  isBusy = $state(false);
  #prices = $state.raw<readonly SupplierPriceView[]>([]);
  #edits = $state.raw<ReadonlyMap<number, SupplierPriceView>>(new Map());
  readonly minimumFen = $derived(fenOf(this.minimum));
  readonly prices = $derived(this.#prices.map((row) => this.#edits.get(row.skuId) ?? row));
  readonly shown = $derived(
    this.prices.filter(({ skuCode, skuNameZh, skuNameEn, code }) =>
      [skuCode, skuNameZh, skuNameEn, code].some((text) =>
        text.toLowerCase().includes(this.filter.toLowerCase()),
      ),
    ),
  );

  /** Null: a new one. */
  async open(id: number | null): Promise<void> {
    this.problem = '';
    this.#edits = new Map();
    this.filter = '';
    if (id !== null) return this.#tried(() => this.#load(id)).then(() => undefined);
    this.supplier = undefined;
    this.#prices = [];
    this.record = newRecord();
    this.terms = newTerms();
    this.minimum = '0';
  }

  /** Whether it was kept. */
  save({ mayName, mayAgree }: Rights): Promise<boolean> {
    return this.#tried(async () => {
      const { minimumFen, supplier } = this;
      if (minimumFen === undefined) return false;
      const id = mayName
        ? await writeSupplier(supplier?.id ?? null, { ...this.record })
        : (supplier?.id ?? 0);
      if (mayAgree) await writeTerms(id, { ...this.terms, minimum: minimumFen });
      if (this.#edits.size > 0) await writePrices(id, [...this.#edits.values()].map(priceRow));
      this.#edits = new Map();
      await this.#load(id);
      return true;
    });
  }

  edit(row: SupplierPriceView, part: Partial<SupplierPriceView>): void {
    const numbers = [part.pack, part.packsMin].filter((value) => value !== undefined);
    if (numbers.some((value) => !Number.isSafeInteger(value) || value < 1)) return;
    this.#edits = new Map(this.#edits).set(row.skuId, { ...row, ...part, isOwn: part.isOwn ?? true });
  }

  add(row: SupplierPriceView): void {
    if (this.#prices.some(({ skuId }) => skuId === row.skuId)) return;
    this.#prices = [row, ...this.#prices];
    this.edit(row, {});
  }

  async #load(id: number): Promise<void> {
    const { supplier, prices } = await readSupplier(id);
    const { code, nameZh, nameEn, contact, isActive, leadDays, payDays, invoice, email, note } = supplier;
    this.supplier = supplier;
    this.#prices = prices;
    this.record = { code, nameZh, nameEn, contact: contact ?? '', isActive };
    this.terms = { leadDays, payDays, invoice, email: email ?? '', note };
    this.minimum = ((supplier.minimum ?? 0) / 100).toFixed(2).replace(/\.00$/, '');
  }

  async #tried(run: () => Promise<boolean | void>): Promise<boolean> {
    this.isBusy = true;
    this.problem = '';
    try {
      return (await run()) ?? true;
    } catch (trouble) {
      if (!(trouble instanceof CallProblem)) throw trouble;
      this.problem = sentenceOf(trouble);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

/** A price that is the catalogue's again is none of the supplier's own. */
function priceRow({ skuId, pack, packsMin, code, price, isOwn }: SupplierPriceView) {
  return { sku: skuId, pack, packsMin, code, price: isOwn ? price : null };
}
