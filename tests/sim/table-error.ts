/** What Postgres says when a rule of a table is broken. */
export class TableError extends Error {
  readonly code: string;
  readonly constraint_name: string;

  constructor(code: string, constraint: string) {
    super(`${code} ${constraint}`);
    this.code = code;
    this.constraint_name = constraint;
  }
}
