/** A key or two in a row (`g w`), what it is called, and what it does. */
export interface KeyDeed {
  readonly keys: string;
  readonly name: () => string;
  readonly run: () => void;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target' | 'preventDefault'>;

/** How long the second key may wait for the first. */
export const keyPairMsMax = 1000;

/** Listens for the keys of a page. What is typed into a field is text and stays text. */
export function keyListener(deeds: () => readonly KeyDeed[], now: () => number): (event: Pressed) => void {
  let first: { readonly key: string; readonly atMs: number } | undefined;
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const pair = first && now() - first.atMs <= keyPairMsMax ? `${first.key} ${event.key}` : undefined;
    const deed = deeds().find(({ keys }) => keys === pair) ?? deeds().find(({ keys }) => keys === event.key);
    first = deed ? undefined : { key: event.key, atMs: now() };
    if (!deed) return;
    event.preventDefault();
    deed.run();
  };
}

function isField(target: EventTarget | null): boolean {
  const element = target as { readonly tagName?: string; readonly isContentEditable?: boolean } | null;
  return (
    element?.isContentEditable === true || ['INPUT', 'SELECT', 'TEXTAREA'].includes(element?.tagName ?? '')
  );
}
