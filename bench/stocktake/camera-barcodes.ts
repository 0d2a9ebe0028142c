import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Bench, Figure } from '../platform/figure.ts';
import { filmOf, openCamera, openStage, untilUsable } from './phone-stage.ts';

const folder = fileURLToPath(new URL('../../../shared/data/barcodes/', import.meta.url));
/** Each picture is held before the camera so long, then an empty frame, as a hand that goes on. */
const framesOfPicture = 24;
const framesBetween = 4;
const framesPerSecond = 30;
const slackMs = 15_000;

/**
 * Photographs of real barcodes, one after the other before the fake camera of the real count page: how many become entries with
 * the right code, and whether any becomes one with a wrong code.
 */
export const cameraBarcodes: Bench = {
  name: 'camera-barcodes',
  run: async (say) => {
    if (!existsSync(folder)) {
      say('skipped: the photographs of barcodes are not here');
      return [];
    }
    await using stack = new AsyncDisposableStack();
    const stage = await openStage(stack, [0], say);
    const pictures = picturesOf();
    const frames: Buffer[] = [];
    const empty = await frameOf(undefined);
    for (const { file } of pictures) {
      const frame = await frameOf(file);
      for (let index = 0; index < framesOfPicture; index++) frames.push(frame);
      for (let index = 0; index < framesBetween; index++) frames.push(empty);
    }
    const browser = await openCamera(filmOf(frames));
    try {
      const page = await (await stage.fresh(browser)).newPage();
      await page.goto(`/count/${stage.stocktakes[0]}`);
      await untilUsable(page);
      await page.locator('footer button').nth(1).click();
      await page.waitForTimeout((frames.length / framesPerSecond) * 1000 + slackMs);
      await page.locator('footer button').nth(1).click();
      const id = stage.stocktakes[0];
      const read = await page.evaluate(async (asked) => {
        const answer = await fetch(`/api/stocktakes/${asked}/review`);
        return ((await answer.json()) as { unknown: { barcode: string }[] }).unknown.map(
          ({ barcode }) => barcode,
        );
      }, id);
      return [figureOf(pictures, new Set(read), say)];
    } finally {
      await browser.close();
    }
  },
};

interface Picture {
  readonly file: string;
  readonly kind: string;
  readonly answer: string;
}

/** Whole frames and phone photographs, those whose answer is a code that goods could carry. */
function picturesOf(): Picture[] {
  const found: Picture[] = [];
  const take = (at: string, kind: string): void => {
    for (const file of readdirSync(at).sort()) {
      if (!/\.(png|webp|jpe?g)$/.test(file)) continue;
      const text = `${at}/${file.replace(/\.\w+$/, '.txt')}`;
      if (!existsSync(text)) continue;
      const answer = readFileSync(text, 'utf8').trim();
      if (/^[^\s\p{Cc}]{1,64}$/u.test(answer)) found.push({ file: `${at}/${file}`, kind, answer });
    }
  };
  take(`${folder}frames-640x480`, 'frames');
  for (const kind of readdirSync(`${folder}photos`).sort()) take(`${folder}photos/${kind}`, kind);
  return found;
}

function frameOf(file: string | undefined): Promise<Buffer> {
  const sheet = sharp({ create: { width: 1280, height: 720, channels: 3, background: '#c8c4bb' } });
  if (file === undefined) return sheet.jpeg({ quality: 90 }).toBuffer();
  return sharp(file)
    .resize(720, 400, { fit: 'inside' })
    .toBuffer()
    .then((input) =>
      sheet
        .composite([{ input, gravity: 'centre' }])
        .jpeg({ quality: 90 })
        .toBuffer(),
    );
}

function figureOf(
  pictures: readonly Picture[],
  read: ReadonlySet<string>,
  say: (line: string) => void,
): Figure {
  const answers = new Set(pictures.map(({ answer }) => answer));
  const wrong = [...read].filter((code) => !isOneOf(answers, code));
  const found = [...answers].filter((answer) => [...read].some((code) => isOneOf(new Set([answer]), code)));
  for (const answer of answers) if (!found.includes(answer)) say(`not read: ${answer}`);
  for (const code of wrong) say(`read wrongly: ${code}`);
  return {
    name: 'camera-barcodes',
    value: found.length,
    unit: `of ${answers.size} different codes`,
    ratio: null,
    against: null,
    goal: 'none read wrongly',
    ok: wrong.length === 0,
    detail: { pictures: pictures.length, wrong: wrong.length, codes: answers.size },
  };
}

/** UPC-A is EAN-13 with a zero before it; the page keeps codes in one spelling. */
function isOneOf(answers: ReadonlySet<string>, code: string): boolean {
  const bare = code.replace(/^0+/, '');
  return [...answers].some((answer) => answer === code || answer.replace(/^0+/, '') === bare);
}
