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
