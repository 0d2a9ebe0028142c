import { padGtin } from '#domain/catalog/barcode.ts';
import { fen, zeroFen } from '#domain/money.ts';
import { parseMoney, parseUnits, toFen } from '#domain/ingest/decimal.ts';
import type { Field } from '#domain/ingest/field.ts';
import { readCode, type ProblemCode } from '#domain/ingest/row.ts';
import type { NewSku, NewStore } from './catalogue.ts';
import type { Problems } from './problems.ts';
import { readFileRows } from './read-file.ts';
import type { Source } from './source.ts';

const packQuantityMax = 1_000_000;

interface Hooks {
  readonly problems: Problems;
  readonly onBytes: (bytes: number) => void;
}

/** The stores of a file; of two rows with one code the later holds. */
export async function readStores(source: Source, hooks: Hooks): Promise<readonly NewStore[]> {
  const storeByCode = new Map<string, NewStore>();
  for (const file of source.files) {
    for await (const { row, text } of readFileRows(file, source.map, hooks.onBytes)) {
      const code = readCode(text('store'));
      if (code === undefined) {
        report(
          source,
          hooks,
          file,
          row,
          'store',
          text('store').trim() === '' ? 'store.empty' : 'text.unreadable',
          text('store'),
        );
        continue;
      }
      storeByCode.set(code, {
        code,
        name: text('name').trim() || code,
        region: text('region').trim() || defaultRegion,
      });
    }
  }
  return [...storeByCode.values()];
}

/** Stores that a file gives no region stand in this one. */
export const defaultRegion = 'ALL';

/** The SKUs of a file; of two rows with one code the later holds. */
export async function readSkus(source: Source, hooks: Hooks): Promise<readonly NewSku[]> {
  const skuByCode = new Map<string, NewSku>();
  for (const file of source.files) {
    for await (const { row, text } of readFileRows(file, source.map, hooks.onBytes)) {
      let isGood = true;
      const fail = (field: Field, code: ProblemCode): undefined => {
        isGood = false;
        report(source, hooks, file, row, field, code, text(field));
      };
      const code =
        readCode(text('sku')) ?? fail('sku', text('sku').trim() === '' ? 'sku.empty' : 'text.unreadable');
      const money = (field: 'price' | 'cost') => {
        if (text(field).trim() === '') return zeroFen;
        const read = parseMoney(text(field));
        if (read === undefined) return fail(field, 'money.unreadable');
        return read < 0 ? fail(field, 'money.sign') : toFen(read);
      };
      const price = money('price');
      const cost = money('cost');
      const pack = text('pack').trim() === '' ? 1 : parseUnits(text('pack'), 1);
      if (pack === undefined || pack < 1 || pack > packQuantityMax) fail('pack', 'quantity.unreadable');
      if (!isGood || code === undefined) continue;
      skuByCode.set(code, {
        code,
        name: text('name').trim() || code,
        category: text('category').trim(),
        price: fen(price ?? 0),
        cost: fen(cost ?? 0),
        barcode: padGtin(text('barcode').trim()),
        packQuantity: pack ?? 1,
      });
    }
  }
  return [...skuByCode.values()];
}

function report(
  source: Source,
  hooks: Hooks,
  file: string,
  line: number,
  field: Field,
  code: ProblemCode,
  text: string,
): void {
  hooks.problems.add({ file, line, column: source.map[field] ?? field, code, text });
}
