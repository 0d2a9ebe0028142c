/** A deed in the book of the house: GET /api/audit. A posted document is its own entry and stands with the documents. */
export interface AuditView {
  readonly id: number;
  readonly atMs: number;
  readonly accountName: string | null;
  readonly role: string | null;
  readonly session: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

export const auditRowsMax = 100;

/** How the chain of sealed blocks of the audit stands: GET /api/audit/chain. */
export interface AuditChainView {
  /** The last entry that is in a sealed block; what came after is sealed within a minute or so. */
  readonly sealedThrough: number;
  readonly entriesThrough: number;
  /** The first block that is not what was sealed. */
  readonly broken: { readonly from: number; readonly through: number; readonly reason: string } | null;
}
