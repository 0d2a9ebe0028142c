export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const place = 'tongpan_theme';

/** Light, dark, or as the machine has it; kept on this device. The wall is always dark. */
export class ThemeChoice {
  #chosen = $state<Theme>('system');
  #isMachineDark = $state(false);

  constructor() {
    const kept = localStorage.getItem(place);
    this.#chosen = themes.find((theme) => theme === kept) ?? 'system';
    const machine = matchMedia('(prefers-color-scheme: dark)');
    this.#isMachineDark = machine.matches;
    machine.addEventListener('change', (event) => (this.#isMachineDark = event.matches));
  }

  get chosen(): Theme {
    return this.#chosen;
  }

  get drawn(): 'light' | 'dark' {
    if (this.#chosen !== 'system') return this.#chosen;
    return this.#isMachineDark ? 'dark' : 'light';
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    localStorage.setItem(place, theme);
  }
}
