import { exactText } from '#domain/ingest/decimal.ts';
import type { Language } from '#domain/identity/viewer.ts';
import { asksForHelp, readArguments, usage } from './arguments.ts';
import { findDatabase, WrongArguments } from './find-database.ts';
import { ingest } from './ingest.ts';
import type { LoadReport } from './load.ts';
import { openProgress } from './progress.ts';
import { BrokenFile, sizeOfFiles, WrongMap } from './read-file.ts';
import { mapSentence, problemSentence } from './sentences.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `npm run ingest`: exits 0 where all is loaded (or would be), 1 where rows are wrong, 2 where the command is. */
async function run(): Promise<number> {
  if (asksForHelp(process.argv.slice(2))) {
    say(usage);
    return 0;
  }
  const asked = readArguments(process.argv.slice(2), process.env['LANG'] ?? 'en');
  const database = await findDatabase(asked);
  try {
    const files = asked.steps.flatMap((step) => step.flatMap((source) => source.files));
    const progress = openProgress(await sizeOfFiles(files), asked.language);
    const report = await ingest({ ...asked, ...database }, progress.add);
    progress.end();
    tell(report, asked.language, asked.isDryRun);
    return report.problems.count > 0 ? 1 : 0;
  } catch (error) {
    return tellTrouble(error, asked.language);
  } finally {
    await database.close();
  }
}

function tellTrouble(error: unknown, language: Language): number {
  if (error instanceof WrongMap) say(`${error.file}: ${mapSentence(error.trouble, language)}`);
  else if (error instanceof BrokenFile) {
    say(
      problemSentence(
        { file: error.file, line: error.row, column: '', code: error.code, text: error.message },
        language,
      ),
    );
  } else throw error;
  return 1;
}

const laneNames: Readonly<Record<string, { readonly [L in Language]: string }>> = {
  sale: { 'zh-CN': '销售', en: 'sales' },
  return: { 'zh-CN': '退货', en: 'returns' },
  receipt: { 'zh-CN': '收货', en: 'receipts' },
  opening: { 'zh-CN': '期初', en: 'opening' },
  write_off: { 'zh-CN': '报损', en: 'write-offs' },
  adjustment: { 'zh-CN': '调整', en: 'adjustments' },
  aside: { 'zh-CN': '非商品（不过账）', en: 'no goods (not posted)' },
};

function tell(report: LoadReport, language: Language, isDryRun: boolean): void {
  const isZh = language === 'zh-CN';
  const { problems, tally, counts } = report;
  for (const problem of problems.listed) say(problemSentence(problem, language));
  if (problems.count > problems.listed.length) {
    const rest = problems.count - problems.listed.length;
    say(isZh ? `……还有 ${rest} 个问题` : `… and ${rest} more problems`);
  }
  for (const [code, count] of problems.countByCode) say(`  ${code}: ${count}`);
  for (const [lane, counted] of tally.byLane) {
    const name = laneNames[lane]?.[language] ?? lane;
    say(
      isZh
        ? `${name}：${counted.documents} 单，${counted.rows} 行，数量 ${counted.units}，金额 ${exactText(counted.exactAmount)}，入账 ${exactText(counted.amount * 100)}`
        : `${name}: ${counted.documents} documents, ${counted.rows} rows, ${counted.units} units, ${exactText(counted.exactAmount)}, carried as ${exactText(counted.amount * 100)}`,
    );
  }
  if (problems.count > 0 && report.postMs === 0)
    say(
      isZh
        ? '有问题，什么都没有过账。请改正后重新导入。'
        : 'Rows are wrong: nothing was posted. Correct them and load again.',
    );
  else if (isDryRun) say(isZh ? '试运行：什么都没有过账。' : 'Dry run: nothing was posted.');
  const seconds = (report.checkMs + report.postMs) / 1000;
  const total = tally.total();
  say(
    JSON.stringify({
      ok: problems.count === 0,
      isDryRun,
      problems: problems.count,
      rows: total.rows,
      units: total.units,
      amount: exactText(total.exactAmount),
      carried: exactText(total.amount * 100),
      ...counts,
      storesMade: report.storesMade,
      skusWritten: report.skusWritten,
      checkSeconds: Number((report.checkMs / 1000).toFixed(1)),
      postSeconds: Number((report.postMs / 1000).toFixed(1)),
      movementsPerSecond: Math.round(counts.movements / seconds),
    }),
  );
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof WrongArguments ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(2);
  },
);
