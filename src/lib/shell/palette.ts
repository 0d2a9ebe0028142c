/** One thing that can be gone to. */
export interface PaletteEntry {
  readonly kind: 'page' | 'act' | 'store' | 'person' | 'goods' | 'document';
  readonly text: string;
  readonly note: string;
  readonly href: string;
}

export const recentMax = 8;
const foundMax = 14;

/** Entries that hold every word, those that begin with what was typed first. */
export function found(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const words = typed.normalize('NFKC').toLowerCase().trim().split(/\s+/);
  const ranked = entries.flatMap((entry) => {
    const whole = `${entry.text} ${entry.note}`.toLowerCase();
    if (!words.every((word) => whole.includes(word))) return [];
    const first = words[0] ?? '';
    const rank =
      entry.text.toLowerCase().startsWith(first) || entry.note.toLowerCase().startsWith(first) ? 0 : 1;
    return [{ entry, rank }];
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, foundMax)
    .map(({ entry }) => entry);
}

type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** What this person opened last on this device, the newest first. */
export function readRecent(owner: string, shelf: Shelf = localStorage): readonly PaletteEntry[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(keyOf(owner)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, recentMax) : [];
  } catch {
    return [];
  }
}

export function keepRecent(owner: string, entry: PaletteEntry, shelf: Shelf = localStorage): void {
  const { kind, text, note, href } = entry;
  const others = readRecent(owner, shelf).filter((known) => known.href !== href || known.text !== text);
  shelf.setItem(keyOf(owner), JSON.stringify([{ kind, text, note, href }, ...others].slice(0, recentMax)));
}

function keyOf(owner: string): string {
  return `tongpan.recent ${owner}`;
}

/** Only ways inside the product: what lies in storage may be anybody's. */
function isEntry(value: unknown): value is PaletteEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, text, note, href } = value as Record<string, unknown>;
  return (
    typeof kind === 'string' &&
    ['page', 'act', 'store', 'person', 'goods', 'document'].includes(kind) &&
    typeof text === 'string' &&
    typeof note === 'string' &&
    typeof href === 'string' &&
    /^\/(?!\/)/.test(href)
  );
}
