import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Answer } from '#domain/stock/outcome.ts';

/** A command with who sends it. The key is made on the device when the person presses the button. */
export interface Submission {
  /** UUID. Same key and input: same answer, for ever. */
  readonly key: string;
  readonly command: Command;
  /** What was asked, where the command says more than that (costs from the catalogue): the key stands for it. */
  readonly asked?: unknown;
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly deviceAtMs: number | null;
  /** When it happened, where that is not now (import, demo history): ms since 1970. */
  readonly occurredAtMs?: number;
}

/** The front door of the ledger. Rights are checked before it (server/stock/routes.ts); rules are checked in it. */
export interface Ledger {
  /** Answers when the posting is durable. Rejects only where the database is out of reach: send the same key again. */
  post(submission: Submission): Promise<Answer>;
  /** Answers what waits, refuses what comes. */
  close(): Promise<void>;
}
