import { transferName } from '#domain/transfer/ids.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { isLate } from './need.ts';

export type BoardScope = 'all' | 'in' | 'out' | 'late';

/** Which cards of the board a person wants to see. */
export class BoardFilter {
  search = $state('');
  /** 0: all of them. */
  region = $state(0);
  scope = $state<BoardScope>('all');

  /** `stores`: those that he reaches; null: all. */
  of(
    cards: readonly TransferCard[],
    stores: readonly number[] | null,
    nowMs: number,
  ): readonly TransferCard[] {
    const words = this.search.trim().toLowerCase();
    const isMine = (storeId: number): boolean => stores === null || stores.includes(storeId);
    return cards.filter((card) => {
      const { sourceRegionId, targetRegionId, sourceStoreId, targetStoreId } = card;
      if (this.region !== 0 && sourceRegionId !== this.region && targetRegionId !== this.region) return false;
      if (this.scope === 'in' && !isMine(targetStoreId)) return false;
      if (this.scope === 'out' && !isMine(sourceStoreId)) return false;
      if (this.scope === 'late' && !isLate(card, nowMs)) return false;
      return words === '' || textOf(card).includes(words);
    });
  }
}

function textOf(card: TransferCard): string {
  const { sourceCode, sourceNameZh, sourceNameEn, targetCode, targetNameZh, targetNameEn } = card;
  const ends = [sourceCode, sourceNameZh, sourceNameEn, targetCode, targetNameZh, targetNameEn];
  return [transferName(card.id as never), ...ends, card.note, card.firstZh, card.firstEn]
    .join(' ')
    .toLowerCase();
}
