import type { SkuCard } from '#protocol/catalog/views.ts';
import { m } from '#messages';
import { Doing } from '../call/doing.svelte.ts';
import { Remote } from '../ui/remote.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import * as api from './catalog-api.ts';
import { SkuDraft } from './sku-draft.svelte.ts';

interface Rights {
  readonly hasCost: boolean;
  readonly hasSupplier: boolean;
}

/** One SKU in hand: its card, the draft of what is changed, and what can be done with it. */
export class SkuDesk {
  readonly card = new Remote<SkuCard>();
  readonly doing = new Doing();
  #skuId = $state<number | null>(null);
  #draft = $state.raw<SkuDraft>();
  #isTried = $state(false);
  readonly #rights: () => Rights;
  /** Told what changed, so that the list shows it. */
  readonly #changed: (skuId: number, isNew: boolean) => void;

  constructor(rights: () => Rights, changed: (skuId: number, isNew: boolean) => void) {
    this.#rights = rights;
    this.#changed = changed;
  }

  /** The card of the SKU in hand; a card of another one is none. */
  get known(): SkuCard | undefined {
    const { value } = this.card;
    return value && value.skuId === this.#skuId ? value : undefined;
  }
  get draft(): SkuDraft | undefined {
    return this.#draft;
  }
  /** Somebody tried to save: what is wrong is said at its field. */
  get isTried(): boolean {
    return this.#isTried;
  }

  /** Takes a SKU in hand; null: a new one. */
  open(skuId: number | null): void {
    this.#skuId = skuId;
    this.#isTried = false;
    this.#draft = skuId === null ? new SkuDraft(undefined, this.#rights()) : undefined;
    if (skuId !== null) void this.#readAll();
  }

  /** Reads the card anew; what was typed and not saved stays. */
  async read(): Promise<void> {
    const id = this.#skuId;
    if (id !== null) await this.card.load(String(id), () => api.readCard(id));
  }

  async #readAll(): Promise<void> {
    await this.read();
    if (this.known) this.#draft = new SkuDraft(this.known, this.#rights());
  }

  save(): Promise<boolean> {
    this.#isTried = true;
    const record = this.#draft?.read();
    if (!record) return Promise.resolve(false);
    if (this.#skuId !== null)
      return this.#change(
        async ({ skuId, revision }) => {
          const { batch } = await api.changeSku(skuId, revision, record);
          toasts.tell('done', m.sku_saved(), { text: m.goods_undo(), run: () => void this.takeBack(batch) });
        },
        () => this.#readAll(),
      );
    return this.doing.run(async () => {
      const { skuId } = await api.createSku(record);
      toasts.tell('done', m.sku_created({ code: record.code ?? '' }));
      this.#changed(skuId, true);
    });
  }

  takeBack(batch: string): Promise<boolean> {
    return this.#change(
      async () => {
        const { taken } = await api.undo(batch);
        toasts.tell('done', m.goods_undone({ count: taken }));
      },
      () => this.#readAll(),
    );
  }

  setActive(isActive: boolean): Promise<boolean> {
    return this.#change(({ skuId, revision }) => api.changeSku(skuId, revision, { isActive }));
  }

  putPhoto(file: Blob): Promise<boolean> {
    return this.#change(({ skuId }) => api.putPhoto(skuId, file));
  }

  removePhoto(): Promise<boolean> {
    return this.#change(({ skuId }) => api.removePhoto(skuId));
  }

  addAlias(alias: string): Promise<boolean> {
    return this.#change(({ skuId }) => api.addAlias(skuId, alias));
  }

  removeAlias(alias: string): Promise<boolean> {
    return this.#change(({ skuId }) => api.removeAlias(skuId, alias));
  }

  /** Changes the SKU in hand and reads it anew; who saves an older revision is shown the newer one. [CT-8] */
  #change(deed: (known: SkuCard) => Promise<unknown>, look = () => this.read()): Promise<boolean> {
    const { known } = this;
    if (!known) return Promise.resolve(false);
    return this.doing.run(
      async () => {
        await deed(known);
        await look();
        this.#changed(known.skuId, false);
      },
      async ({ code }) => {
        if (code === 'sku.changed_since') await this.#readAll();
      },
    );
  }
}
