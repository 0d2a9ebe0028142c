const barCells = 30;
const drawMsMin = 200;
const lineMsMin = 5000;

/** A bar on a terminal, a line every few seconds elsewhere; on stderr, so that the report can be piped. */
export function openProgress(totalBytes: number): {
  add: (phase: 'check' | 'post', bytes: number) => void;
  end: () => void;
} {
  const started = performance.now();
  const done = { check: 0, post: 0 };
  let drawnAt = 0;
  const isTerminal = process.stderr.isTTY;
  const draw = (phase: 'check' | 'post'): void => {
    const share = totalBytes === 0 ? 1 : Math.min(1, done[phase] / totalBytes);
    const cells = Math.round(share * barCells);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const text = `${phase.padEnd(5)} [${'█'.repeat(cells)}${'·'.repeat(barCells - cells)}] ${(share * 100).toFixed(0).padStart(3)} %  ${seconds} s`;
    process.stderr.write(isTerminal ? `\r${text}` : `${text}\n`);
  };
  return {
    add: (phase, bytes) => {
      done[phase] += bytes;
      const now = performance.now();
      if (now - drawnAt < (isTerminal ? drawMsMin : lineMsMin)) return;
      drawnAt = now;
      draw(phase);
    },
    end: () => {
      if (isTerminal) process.stderr.write('\n');
    },
  };
}
