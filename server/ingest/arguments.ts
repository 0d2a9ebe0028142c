import { parseArgs } from 'node:util';
import { ingestKinds, isMapTrouble, parseMap, type IngestKind } from '#domain/ingest/field.ts';
import type { Language } from '#domain/identity/viewer.ts';
import { businessDayOf } from '#domain/store/business-day.ts';
import { dateFormats } from '#domain/ingest/when.ts';
import { WrongArguments } from './find-database.ts';
import type { Step } from './load.ts';
import { presets } from './presets.ts';
import { mapSentence } from './sentences.ts';
import { plainSource, type Source } from './source.ts';

export interface IngestArguments {
  readonly steps: readonly Step[];
  readonly url: string | undefined;
  readonly company: string | undefined;
  readonly isDryRun: boolean;
  readonly language: Language;
  /** Of stores that are made. */
  readonly timeZone: string;
  /** Of the company, where it has posted nothing yet. */
  readonly currency: string | undefined;
}

export const usage = `npm run ingest -- FILE… --company SLUG --kind ${ingestKinds.join('|')} --map "date=Date,store=Store_ID,sku=Product_ID,quantity=Units"
npm run ingest -- FOLDER --company SLUG --preset ${Object.keys(presets).join('|')}
  --map           field=column; fields: date store sku quantity price amount cost document note customer, and for products and
                  stores: sku name category price cost barcode pack, store name region
  --dry-run       checks every row, posts nothing
  --date-format   ${dateFormats.join(', ')} (ymd)
  --day           the day of an opening without dates, as 2026-01-31
  --quantity-scale  base units in one unit of the file (1)
  --join-runs     neighbouring rows of one store and moment make one document
  --create-missing  makes the SKUs and stores that the file names
  --products FILE --products-map …, --stores FILE --stores-map …   loads these first
  --time-zone     of stores that are made (Asia/Shanghai)   --currency  of a company that has posted nothing yet
  --language      zh-CN or en   --url  postgres://… instead of --company`;

const options = {
  company: { type: 'string' },
  url: { type: 'string' },
  kind: { type: 'string' },
  map: { type: 'string' },
  preset: { type: 'string' },
  products: { type: 'string' },
  'products-map': { type: 'string', default: 'sku=sku,name=name,price=price,cost=cost' },
  stores: { type: 'string' },
  'stores-map': { type: 'string', default: 'store=store,name=name,region=region' },
  'dry-run': { type: 'boolean', default: false },
  'date-format': { type: 'string', default: 'ymd' },
  day: { type: 'string' },
  'quantity-scale': { type: 'string', default: '1' },
  'join-runs': { type: 'boolean', default: false },
  'create-missing': { type: 'boolean', default: false },
  'time-zone': { type: 'string' },
  currency: { type: 'string' },
  language: { type: 'string' },
} as const;

export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h');
}

export function readArguments(argv: readonly string[], environmentLanguage: string): IngestArguments {
  const { values, positionals } = parse(argv);
  const language: Language = (values.language ?? environmentLanguage).startsWith('zh') ? 'zh-CN' : 'en';
  const common = { url: values.url, company: values.company, isDryRun: values['dry-run'], language };
  const zone = values['time-zone'];
  if (zone !== undefined && !Intl.supportedValuesOf('timeZone').includes(zone)) {
    throw new WrongArguments(`There is no time zone ${zone}. Write one such as Asia/Shanghai.`);
  }
  if (values.currency !== undefined && !/^[A-Z]{3}$/.test(values.currency)) {
    throw new WrongArguments('Write the currency with three capitals, such as CNY.');
  }
  if (values.preset !== undefined) {
    const preset = presets[values.preset];
    const [folder] = positionals;
    if (!preset || folder === undefined || positionals.length !== 1) throw new WrongArguments(usage);
    return {
      ...common,
      steps: preset.steps(folder),
      timeZone: zone ?? preset.timeZone,
      currency: values.currency ?? preset.currency,
    };
  }
  const kind = ingestKinds.find((known) => known === values.kind);
  if (!kind || values.map === undefined || positionals.length === 0) throw new WrongArguments(usage);
  const quantityScale = Number(values['quantity-scale']);
  const dateFormat = dateFormats.find((known) => known === values['date-format']);
  const day = values.day === undefined ? undefined : businessDayOf(values.day);
  if (!Number.isInteger(quantityScale) || quantityScale < 1 || quantityScale > 10_000 || !dateFormat)
    throw new WrongArguments(usage);
  if (values.day !== undefined && day === undefined) throw new WrongArguments('Write the day as 2026-01-31.');
  if (kind === 'opening' && day === undefined && !/(^|,)\s*date=/.test(values.map)) {
    throw new WrongArguments('Say of which day the opening is: --day 2026-01-31, or map a date column.');
  }
  const source: Source = {
    ...plainSource,
    kind,
    files: positionals,
    map: mapOf(values.map, kind, language),
    dateFormat,
    quantityScale,
    joinsRuns: values['join-runs'],
    createsMissing: values['create-missing'],
    ...(day === undefined ? {} : { day }),
  };
  const masters: Source[] = [];
  if (values.stores !== undefined)
    masters.push(master('stores', values.stores, values['stores-map'], language));
  if (values.products !== undefined)
    masters.push(master('products', values.products, values['products-map'], language));
  const steps = masters.length > 0 ? [masters, [source]] : [[source]];
  return { ...common, steps, timeZone: zone ?? 'Asia/Shanghai', currency: values.currency };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new WrongArguments(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function master(kind: 'products' | 'stores', file: string, map: string, language: Language): Source {
  return { ...plainSource, kind, files: [file], map: mapOf(map, kind, language) };
}

function mapOf(text: string, kind: IngestKind, language: Language): Source['map'] {
  const map = parseMap(text, kind);
  if (isMapTrouble(map)) throw new WrongArguments(mapSentence(map, language));
  return map;
}
