import { text, type Cell } from '#domain/export/cell.ts';
import type { CellProblem } from '#domain/import/check.ts';
import type { Language } from '#domain/identity/viewer.ts';
import { problemSentence } from './sentences.ts';
import { siftFile, type Planned } from './task.ts';

/** The heads of a file, with one for the reasons; then its bad rows in chunks, each with its reason. Throws `FileTrouble`. */
export async function rejectedRows(planned: Planned, language: Language) {
  const sifted = siftFile(planned);
  const first = await sifted.next();
  const heads = first.done || !('heads' in first.value) ? [] : first.value.heads;
  const width = Math.max(heads.length, ...Object.values(planned.plan.columns).map((column) => column + 1));
  const filled = (cells: readonly string[]) =>
    Array.from({ length: width }, (_, index) => cells[index] ?? '');
  const rows = async function* (): AsyncGenerator<Cell[][]> {
    for await (const part of sifted)
      if ('rows' in part)
        yield part.rows.map(({ cells, problems }) => [
          ...filled(cells).map(text),
          text(problems.map((problem) => reasonOf(problem, language)).join('; ')),
          // What stands beyond the heads is no column of theirs, and not lost.
          ...cells.slice(width).map(text),
        ]);
  };
  return { heads: [...filled(heads), language === 'en' ? 'Reason' : '原因'], rows: rows() };
}

function reasonOf({ code, text }: CellProblem, language: Language): string {
  return `${problemSentence(code, language)}${text === '' ? '' : `: ${text}`}`;
}
