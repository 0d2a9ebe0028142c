/** What was scanned or typed into a form and is not sent yet, as this device keeps it. */
export interface KeptForm {
  read(): unknown;
  write(value: unknown): void;
  drop(): void;
}

interface Entry {
  readonly atMs: number;
  readonly value: unknown;
}

/** Forms of one person on one device; the oldest make room. */
export const keptFormsMax = 40;
const prefix = 'tongpan.form/';

/** A form that outlives its page: a phone that reloads in the store room has still counted what it counted. */
export function keptForm(
  owner: { readonly company: string; readonly accountId: number },
  name: string,
  storage: () => Storage = () => localStorage,
  now: () => number = Date.now,
): KeptForm {
  const mine = `${prefix}${owner.company}/${owner.accountId}/`;
  const key = `${mine}${name}`;
  const quietly = <Result>(run: (kept: Storage) => Result): Result | undefined => {
    try {
      return run(storage());
    } catch {
      // A browser that keeps nothing: the form lives as long as its page.
      return undefined;
    }
  };
  return {
    read: () => quietly((kept) => (JSON.parse(kept.getItem(key) ?? 'null') as Entry | null)?.value),
    write: (value) =>
      quietly((kept) => {
        kept.setItem(key, JSON.stringify({ atMs: now(), value } satisfies Entry));
        const others = Array.from({ length: kept.length }, (_, index) => kept.key(index) ?? '')
          .filter((one) => one.startsWith(mine))
          .map((one) => ({ one, atMs: (JSON.parse(kept.getItem(one) ?? '{}') as Partial<Entry>).atMs ?? 0 }))
          .toSorted((a, b) => b.atMs - a.atMs);
        for (const { one } of others.slice(keptFormsMax)) kept.removeItem(one);
      }),
    drop: () => quietly((kept) => kept.removeItem(key)),
  };
}
