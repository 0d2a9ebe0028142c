/** What a file can hold, by kind. `snapshot` files say what is on hand at the end; an opening is worked out from them. */
export const ingestKinds = ['sales', 'receipts', 'opening', 'adjustments', 'products', 'stores'] as const;
export type IngestKind = (typeof ingestKinds)[number];

/** What a column may mean. */
export const fields = [
  'date',
  'store',
  'sku',
  'quantity',
  'price',
  'amount',
  'cost',
  'document',
  'note',
  'customer',
  'name',
  'category',
  'region',
  'barcode',
  'pack',
] as const;
export type Field = (typeof fields)[number];

/** Column of the file by field. */
export type FieldMap = Readonly<Partial<Record<Field, string>>>;

const neededByKind: Readonly<Record<IngestKind, readonly Field[]>> = {
  sales: ['date', 'store', 'sku', 'quantity'],
  receipts: ['date', 'store', 'sku', 'quantity'],
  adjustments: ['date', 'store', 'sku', 'quantity'],
  opening: ['store', 'sku', 'quantity'],
  products: ['sku'],
  stores: ['store'],
};

export type MapTrouble =
  | { readonly code: 'map.unreadable'; readonly text: string }
  | { readonly code: 'map.field_unknown'; readonly field: string }
  | { readonly code: 'map.field_missing'; readonly field: Field }
  | { readonly code: 'map.column_unknown'; readonly column: string; readonly columns: string };

/** Reads `date=Date,store=Store_ID`. Returns the first trouble instead where there is one. */
export function parseMap(text: string, kind: IngestKind): FieldMap | MapTrouble {
  const map: Partial<Record<Field, string>> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const column = pair.slice(at + 1).trim();
    if (at < 1 || column === '') return { code: 'map.unreadable', text: pair.trim() };
    const field = fields.find((known) => known === name);
    if (!field) return { code: 'map.field_unknown', field: name };
    map[field] = column;
  }
  return findMissing(map, kind) ?? map;
}

function findMissing(map: FieldMap, kind: IngestKind): MapTrouble | undefined {
  const field = neededByKind[kind].find((needed) => map[needed] === undefined);
  return field && { code: 'map.field_missing', field };
}

/** Where each mapped field stands in the rows of a file with this header, or the column that is not there. */
export function locateFields(
  map: FieldMap,
  header: readonly string[],
): Partial<Record<Field, number>> | MapTrouble {
  const indexes: Partial<Record<Field, number>> = {};
  const names = header.map((name) => name.trim());
  for (const field of fields) {
    const column = map[field];
    if (column === undefined) continue;
    const index = names.indexOf(column);
    if (index < 0) return { code: 'map.column_unknown', column, columns: names.join(', ').slice(0, 400) };
    indexes[field] = index;
  }
  return indexes;
}

export function isMapTrouble(result: object): result is MapTrouble {
  return 'code' in result && typeof result.code === 'string' && result.code.startsWith('map.');
}
