/** Above one of these a second person approves before commit; null: never asked. Fen at cost. */
export interface ApprovalLimits {
  /** Sum of what is found and what is missing, both as positive. */
  readonly total: number | null;
  /** The largest single line. */
  readonly line: number | null;
}

export interface VarianceValues {
  readonly gain: number;
  readonly loss: number;
  readonly largest: number;
}

/** Gains, losses (as a positive number) and the largest line, in fen at cost. */
export function varianceValues(values: Iterable<number>): VarianceValues {
  let gain = 0;
  let loss = 0;
  let largest = 0;
  for (const value of values) {
    if (value > 0) gain += value;
    else loss -= value;
    largest = Math.max(largest, Math.abs(value));
  }
  return { gain, loss, largest };
}

export function needsApproval(limits: ApprovalLimits, values: VarianceValues): boolean {
  if (limits.total !== null && values.gain + values.loss > limits.total) return true;
  return limits.line !== null && values.largest > limits.line;
}

/** A second person is somebody else than who commits, and approved exactly what is to be posted. */
export function isApproved(
  approval: { readonly accountId: number; readonly hash: string } | undefined,
  committer: number,
  hash: string,
): boolean {
  return approval !== undefined && approval.accountId !== committer && approval.hash === hash;
}
