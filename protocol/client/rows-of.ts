type Columns<C> = { readonly [Name in keyof C]: readonly unknown[] | null };
type Row<C> = { readonly [Name in keyof C]: ValueOf<C[Name]> };
type ValueOf<Column> = Column extends readonly (infer Value)[] ? Value : null;

/** Columns of equal length as rows: `{ a: [1, 2], b: null }` is `[{ a: 1, b: null }, { a: 2, b: null }]`. */
export function rowsOf<C extends Columns<C>>(columns: C): Row<C>[] {
  const all = Object.entries<readonly unknown[] | null>(columns);
  const length = Math.max(0, ...all.map(([, column]) => column?.length ?? 0));
  return Array.from(
    { length },
    (_, index) => Object.fromEntries(all.map(([name, column]) => [name, column?.[index] ?? null])) as Row<C>,
  );
}
