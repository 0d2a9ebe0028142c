/**
 * For a bar that stands at the foot of the page: tells the page how high it reaches (`--foot`), so that what is told at
 * the edge of the screen stands above it.
 */
export function foot(bar: HTMLElement): () => void {
  const root = document.documentElement.style;
  const tell = (): void => {
    const { position, bottom } = getComputedStyle(bar);
    // On narrow screens some of them go with the page.
    const height = position === 'static' ? 0 : bar.offsetHeight + (Number.parseFloat(bottom) || 0);
    root.setProperty('--foot', `${Math.round(height)}px`);
  };
  const observer = new ResizeObserver(tell);
  observer.observe(bar);
  tell();
  return () => {
    observer.disconnect();
    root.removeProperty('--foot');
  };
}
