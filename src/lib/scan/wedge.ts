/** Into a field a scanner types faster than any person, on the average, and ends its code with Enter or Tab. */
export const meanGapMsMax = 60;
/** One stutter of a busy phone or a weak Bluetooth does not cut a code in two. */
export const keyGapMsMax = 180;
/** Where there is no field to type into, keys can only be meant as a code, however slowly they come. */
export const openGapMsMax = 3000;
/** Scanners that end a code with two keys send the second at once: it must press no button. */
const secondEndMsMax = 200;
export const codeLengthMin = 4;
const codeLengthMax = 64;

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'timeStamp' | 'preventDefault'
> & {
  /** The key's place, where an input method hides what it stands for. */
  readonly code?: string;
  readonly shiftKey?: boolean;
  readonly target: EventTarget | null;
};

export interface WedgeOptions {
  /** Somebody may be typing a number by hand though no field has the cursor: only a fast burst is a code then. */
  readonly isTyping?: () => boolean;
}

/**
 * Listens for keyboard-wedge and Bluetooth scanners. What a person types into a field stays text: there only a fast burst that
 * ends with Enter is a code. Where no field has the cursor every run of keys that ends with Enter is one: a slow scanner or a
 * busy phone must not lose a count. Keys are timed when they were pressed, not when a busy page comes to hear of them.
 */
export function wedgeListener(
  onCode: (code: string, keys: number) => void,
  { isTyping = () => false }: WedgeOptions = {},
): (event: Pressed) => void {
  let typed = '';
  let firstMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let endedMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Shift') return;
    const atMs = event.timeStamp;
    const isOpen = !isField(event.target) && !isTyping();
    const goesOn = typed !== '' && atMs - lastMs <= (isOpen ? openGapMsMax : keyGapMsMax);
    lastMs = atMs;
    const letter = letterOf(event);
    if (letter !== undefined) {
      // A space alone is how a keyboard presses a button.
      if (letter === ' ' && !goesOn) return;
      if (!goesOn) firstMs = atMs;
      typed = goesOn ? `${typed}${letter}`.slice(-codeLengthMax) : letter;
      return;
    }
    if (event.key !== 'Enter' && event.key !== 'Tab') {
      typed = '';
      return;
    }
    const isSecondEnd = typed === '' && atMs - endedMs <= secondEndMsMax;
    const isCode =
      goesOn && typed.length >= codeLengthMin && (isOpen || (atMs - firstMs) / typed.length <= meanGapMsMax);
    if (isCode || isSecondEnd) event.preventDefault();
    if (isCode) {
      endedMs = atMs;
      emptyField(event.target, typed);
      onCode(typed, typed.length);
    }
    typed = '';
  };
}

const codeKey = /^(?:Digit|Numpad|Key)([0-9A-Z])$/;

/** What a key wrote; Chinese input methods swallow it and leave only the key's place. */
function letterOf({ key, code = '', shiftKey = false }: Pressed): string | undefined {
  if (key.length === 1) return key;
  if (key !== 'Process' && key !== 'Unidentified') return undefined;
  const letter = codeKey.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  return code === 'Minus' ? '-' : undefined;
}

function isField(target: EventTarget | null): boolean {
  const field = target as Partial<
    Pick<HTMLInputElement, 'value' | 'tagName' | 'type' | 'isContentEditable'>
  > | null;
  if (field?.isContentEditable) return true;
  if (typeof field?.value !== 'string' || field.tagName === 'BUTTON') return false;
  return !/^(radio|checkbox|button|submit|file)$/.test(field.type ?? '');
}

/** What the scanner typed into a field is taken out of it again. */
function emptyField(target: EventTarget | null, typed: string): void {
  const field = target as Partial<Pick<HTMLInputElement, 'value' | 'dispatchEvent'>> | null;
  if (!isField(target) || !field?.value?.endsWith(typed)) return;
  field.value = field.value.slice(0, -typed.length);
  field.dispatchEvent?.(new Event('input', { bubbles: true }));
}
