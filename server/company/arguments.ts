import { parseArgs } from 'node:util';
import { businessDayOf, type BusinessDay } from '#domain/store/business-day.ts';
import { costings, type Costing } from '#domain/stock/costing.ts';
import type { NewCompany } from './companies.ts';

export type CompanyCommand =
  | { readonly kind: 'create'; readonly company: NewCompany; readonly login: string }
  | { readonly kind: 'close'; readonly slug: string; readonly through: BusinessDay }
  | { readonly kind: 'costing'; readonly slug: string; readonly costing: Costing }
  | { readonly kind: 'link'; readonly hours: number }
  | { readonly kind: 'list' }
  | { readonly kind: 'migrate' };

const linkHoursDefault = 24;
export const linkHoursMax = 24 * 14;

export const usage = `Write one of:
  npm run company -- create SLUG --name-zh 名称 --name-en Name [--login hq] [--costing fifo]
  npm run company -- link [--hours 72]       a link to make a company from a browser, once
  npm run company -- close SLUG 2026-01-31   closes all business days through that one for posting
  npm run company -- costing SLUG fifo|moving_average   values goods that leave that way from now on; first close all days
    that have documents: only at a period's start
  npm run company -- list
  npm run company -- migrate`;

/** Reads what was typed after `npm run company --`. Throws an error whose message says how to write it. */
export function readCompanyCommand(words: readonly string[]): CompanyCommand {
  const { positionals, values } = parse(words);
  const [kind, slug, ...rest] = positionals;
  if (rest.length === 0 && kind === 'create' && slug !== undefined) {
    const nameZh = values['name-zh'] ?? values['name-en'] ?? slug;
    const nameEn = values['name-en'] ?? values['name-zh'] ?? slug;
    const costing = costingOf(values.costing ?? 'moving_average');
    return { kind, company: { slug, nameZh, nameEn, costing }, login: values.login ?? 'hq' };
  }
  const through = rest[0] === undefined ? undefined : businessDayOf(rest[0]);
  if (rest.length === 1 && kind === 'close' && slug !== undefined && through !== undefined)
    return { kind, slug, through };
  if (rest.length === 1 && kind === 'costing' && slug !== undefined)
    return { kind, slug, costing: costingOf(rest[0] ?? '') };
  const hours = Number(values.hours ?? linkHoursDefault);
  if (slug === undefined && kind === 'link' && Number.isInteger(hours) && hours >= 1 && hours <= linkHoursMax)
    return { kind, hours };
  if (slug === undefined && (kind === 'list' || kind === 'migrate')) return { kind };
  throw new Error(usage);
}

function costingOf(word: string): Costing {
  const costing = costings.find((one) => one === word);
  if (!costing) throw new Error(`Costing is one of ${costings.join(', ')}.\n${usage}`);
  return costing;
}

const options = {
  'name-zh': { type: 'string' },
  'name-en': { type: 'string' },
  login: { type: 'string' },
  costing: { type: 'string' },
  hours: { type: 'string' },
} as const;

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}
