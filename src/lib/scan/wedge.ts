/** A scanner types its code faster than any person, on the average, and ends it with Enter or Tab. */
export const meanGapMsMax = 60;
/** One stutter of a busy phone or a weak Bluetooth does not cut a code in two. */
export const keyGapMsMax = 180;
export const codeLengthMin = 4;
const codeLengthMax = 64;

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'timeStamp' | 'preventDefault'
> & {
  readonly target: EventTarget | null;
};

/**
 * Listens for keyboard-wedge and Bluetooth scanners. What a person types into a field stays text: only a fast burst
 * that ends with Enter is a code, wherever the cursor is. Keys are timed when they were pressed, not when a busy page
 * comes to hear of them.
 */
export function wedgeListener(onCode: (code: string) => void): (event: Pressed) => void {
  let typed = '';
  let firstMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Shift') return;
    const atMs = event.timeStamp;
    const goesOn = typed !== '' && atMs - lastMs <= keyGapMsMax;
    lastMs = atMs;
    if (event.key.length === 1) {
      if (!goesOn) firstMs = atMs;
      typed = goesOn ? `${typed}${event.key}`.slice(-codeLengthMax) : event.key;
      return;
    }
    const isFast = goesOn && (atMs - firstMs) / typed.length <= meanGapMsMax;
    if ((event.key === 'Enter' || event.key === 'Tab') && isFast && typed.length >= codeLengthMin) {
      event.preventDefault();
      emptyField(event.target, typed);
      onCode(typed);
    }
    typed = '';
  };
}

/** What the scanner typed into a field is taken out of it again. */
function emptyField(target: EventTarget | null, typed: string): void {
  const field = target as Partial<Pick<HTMLInputElement, 'value' | 'dispatchEvent'>> | null;
  if (typeof field?.value !== 'string' || !field.value.endsWith(typed)) return;
  field.value = field.value.slice(0, -typed.length);
  field.dispatchEvent?.(new Event('input', { bubbles: true }));
}
