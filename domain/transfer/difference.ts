/** Why fewer arrived than were dispatched. */
export const shortCauses = ['lost', 'damaged', 'expired', 'not_loaded', 'wrong_item'] as const;
export type ShortCause = (typeof shortCauses)[number];

/** Why something arrived that was not dispatched. */
export const overCauses = ['over_loaded', 'wrong_item'] as const;
export type OverCause = (typeof overCauses)[number];

interface ShortRule {
  /** `loss`: gone, out of transit with their value. `source`: they never left, the source has them back on its books. */
  readonly goesTo: 'loss' | 'source';
  /** 小企业会计准则: what the loss stands on until its cause is decided, and after it by default. */
  readonly account: '1901' | '1405';
  readonly decidedAccount: '5711' | '1221' | '1405';
  /** Loss by poor management turns input VAT out; a reasonable one does not. */
  readonly turnsVatOut: boolean;
}

/** Where what is short goes, by cause (docs/spec/transfer.md, TR-12). */
export const ruleByShortCause: { readonly [Cause in ShortCause]: ShortRule } = {
  lost: { goesTo: 'loss', account: '1901', decidedAccount: '1221', turnsVatOut: true },
  damaged: { goesTo: 'loss', account: '1901', decidedAccount: '5711', turnsVatOut: false },
  expired: { goesTo: 'loss', account: '1901', decidedAccount: '5711', turnsVatOut: true },
  not_loaded: { goesTo: 'source', account: '1405', decidedAccount: '1405', turnsVatOut: false },
  wrong_item: { goesTo: 'source', account: '1405', decidedAccount: '1405', turnsVatOut: false },
};
