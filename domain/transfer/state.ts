/**
 * Where a transfer stands.
 *
 *   suggested ─┐                        ┌─ cancelled
 *   asked ─────┼→ talks → agreed → picking → in_transit → received | closed (with difference)
 *              └── withdrawn signature: back to talks, as long as nothing was dispatched
 */
export const transferStates = [
  'suggested',
  'asked',
  'talks',
  'agreed',
  'picking',
  'in_transit',
  'received',
  'closed',
  'cancelled',
] as const;
export type TransferState = (typeof transferStates)[number];

/** Still pencil: both sides write it, nothing is held. */
export const draftStates = ['suggested', 'asked', 'talks'] as const satisfies readonly TransferState[];
/** Over: nothing is held and nothing is on its way. */
export const endStates = ['received', 'closed', 'cancelled'] as const satisfies readonly TransferState[];

export function isDraft(state: TransferState): boolean {
  return (draftStates as readonly TransferState[]).includes(state);
}

export function isOver(state: TransferState): boolean {
  return (endStates as readonly TransferState[]).includes(state);
}
