import type { Language } from '#domain/identity/viewer.ts';

type Phase = 'check' | 'post';
const names: { readonly [L in Language]: { readonly [P in Phase]: string } } = {
  'zh-CN': { check: '检查', post: '过账' },
  en: { check: 'check', post: 'post ' },
};
const barCells = 30;
const drawMsMin = 200;
const lineMsMin = 5000;

/** A bar on a terminal, a line every few seconds elsewhere; on stderr, so that the report can be piped. */
export function openProgress(
  totalBytes: number,
  language: Language,
): {
  add: (phase: Phase, bytes: number) => void;
  end: () => void;
} {
  const started = performance.now();
  const done = { check: 0, post: 0 };
  let drawnAt = 0;
  let current: Phase | undefined;
  const isTerminal = process.stderr.isTTY;
  const draw = (phase: Phase, share = totalBytes === 0 ? 1 : Math.min(1, done[phase] / totalBytes)): void => {
    const cells = Math.round(share * barCells);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const text = `${names[language][phase]} [${'█'.repeat(cells)}${'·'.repeat(barCells - cells)}] ${(share * 100).toFixed(0).padStart(3)} %  ${seconds} s`;
    process.stderr.write(isTerminal ? `\r${text}` : `${text}\n`);
  };
  return {
    add: (phase, bytes) => {
      done[phase] += bytes;
      current = phase;
      const now = performance.now();
      if (now - drawnAt < (isTerminal ? drawMsMin : lineMsMin)) return;
      drawnAt = now;
      draw(phase);
    },
    // What was read last is seldom drawn: a bar that stays at 60 % looks broken off.
    end: () => {
      if (current) draw(current, 1);
      if (isTerminal) process.stderr.write('\n');
    },
  };
}
