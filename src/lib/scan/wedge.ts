/** A scanner types its code faster than any person and ends it with Enter or Tab. */
export const keyGapMsMax = 60;
export const codeLengthMin = 4;
const codeLengthMax = 64;

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'preventDefault'> & {
  readonly target: EventTarget | null;
};

/**
 * Listens for keyboard-wedge and Bluetooth scanners. What a person types into a field stays text: only a fast burst
 * that ends with Enter is a code, wherever the cursor is.
 */
export function wedgeListener(onCode: (code: string) => void, now: () => number): (event: Pressed) => void {
  let typed = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const atMs = now();
    const isFast = atMs - lastMs <= keyGapMsMax;
    lastMs = atMs;
    if (event.key.length === 1) {
      typed = isFast ? `${typed}${event.key}`.slice(-codeLengthMax) : event.key;
      return;
    }
    if ((event.key === 'Enter' || event.key === 'Tab') && isFast && typed.length >= codeLengthMin) {
      event.preventDefault();
      emptyField(event.target, typed);
      onCode(typed);
    }
    if (event.key !== 'Shift') typed = '';
  };
}

/** What the scanner typed into a field is taken out of it again. */
function emptyField(target: EventTarget | null, typed: string): void {
  const field = target as Partial<Pick<HTMLInputElement, 'value' | 'dispatchEvent'>> | null;
  if (typeof field?.value !== 'string' || !field.value.endsWith(typed)) return;
  field.value = field.value.slice(0, -typed.length);
  field.dispatchEvent?.(new Event('input', { bubbles: true }));
}
