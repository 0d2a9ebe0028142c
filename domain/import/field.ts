/** What a file may hold. */
export const importKinds = ['products', 'opening', 'receipt', 'stores'] as const;
export type ImportKind = (typeof importKinds)[number];

export const importFields = [
  'code',
  'barcode',
  'product',
  'name',
  'nameEn',
  'category',
  'brand',
  'spec',
  'color',
  'size',
  'unit',
  'pack',
  'price',
  'cost',
  'amount',
  'supplier',
  'quantity',
  'store',
  'region',
  'address',
  'active',
] as const;
export type ImportField = (typeof importFields)[number];

/** Column by field, counted from 0. */
export type Columns = { readonly [F in ImportField]?: number };

export const fieldsByKind: { readonly [K in ImportKind]: readonly ImportField[] } = {
  products: [
    'code',
    'barcode',
    'product',
    'name',
    'nameEn',
    'category',
    'brand',
    'spec',
    'color',
    'size',
    'unit',
    'pack',
    'price',
    'cost',
    'supplier',
    'quantity',
    'active',
  ],
  opening: ['code', 'barcode', 'quantity', 'cost', 'amount', 'store'],
  receipt: ['code', 'barcode', 'quantity', 'cost', 'amount', 'store'],
  stores: ['code', 'name', 'region', 'address'],
};

/** What people call columns, in both languages; the first that fits is taken, the narrower ones stand first. */
const namesByField: { readonly [F in ImportField]: RegExp } = {
  barcode: /条形?码|国际码|ean|upc|gtin|bar\s*code|69码|19码/i,
  product: /款号|款式|货号|style|spu/i,
  nameEn: /英文|english|name[_\s]*en/i,
  category: /分类|类别|品类|类目|category|class|department|部门/i,
  brand: /品牌|brand|manufacturer/i,
  spec: /规格|型号|spec|package[_\s]*size/i,
  color: /颜色|色号|colou?r/i,
  size: /尺码|尺寸|码数|^size$/i,
  pack: /箱规|装箱|每箱|件装|包装数|units?[_\s]*(a|per)[_\s]*case|pack[_\s]*(size|qty|quantity)|^pack$/i,
  cost: /进价|成本|采购价|cost/i,
  amount: /金额|总价|amount|total|小计/i,
  price: /售价|零售价|单价|价格|标价|price|srp/i,
  supplier: /供应商|供货商|厂商|supplier|vendor/i,
  quantity: /库存|数量|件数|存量|结存|期初|实盘|qty|quantity|stock|on[_\s]*hand/i,
  store: /门店|店铺|仓库|店名|store|shop|warehouse/i,
  region: /区域|大区|省份?|城市|地区|region|city|district/i,
  address: /地址|address/i,
  active: /在售|状态|上下架|停用|active|status/i,
  unit: /单位|unit|uom/i,
  code: /编[码号]|代码|sku|code|item[_\s]*(no|id)|货品|商品id|^id$|product_id/i,
  name: /名称|品名|商品|name|description|title|item/i,
};
const order = Object.keys(namesByField) as readonly ImportField[];

/** How much a row of heads says: how many different fields its cells name. */
export function headScore(cells: readonly string[]): number {
  return new Set(cells.map((cell) => fieldOf(cell, importFields)).filter((field) => field !== undefined))
    .size;
}

function fieldOf(head: string, allowed: readonly ImportField[]): ImportField | undefined {
  const plain = head.normalize('NFKC').trim();
  if (plain === '' || plain.length > 40) return undefined;
  return order.find((field) => allowed.includes(field) && namesByField[field].test(plain));
}

/** Which column is what, by its head and by what stands below it. */
export function guessColumns(
  kind: ImportKind,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): Columns {
  const columns: Partial<Record<ImportField, number>> = {};
  const allowed = fieldsByKind[kind];
  for (const [index, head] of heads.entries()) {
    const field = fieldOf(head, allowed);
    if (field !== undefined && columns[field] === undefined) columns[field] = index;
  }
  if (kind === 'stores') {
    if (columns.code === undefined && columns.name !== undefined) columns.code = columns.name;
    return columns;
  }
  columns.barcode ??= heads.findIndex((_, index) => shareOf(rows, index, isBarcodeLike) > 0.6);
  if (columns.barcode === -1) delete columns.barcode;
  return kind === 'products' ? namedByBarcode(columns, rows) : columns;
}

/** Fewer rows say nothing about what repeats. */
const styleRowsMin = 30;

/** A number of a style stands on many rows, one a colour and size: then the barcode names the SKU. */
function namedByBarcode(
  columns: Partial<Record<ImportField, number>>,
  rows: readonly (readonly string[])[],
): Columns {
  const { code, product, barcode } = columns;
  const isFew = rows.length < styleRowsMin;
  if (code === undefined && product !== undefined) {
    if (barcode !== undefined && !isFew && distinctShare(rows, product) <= 0.98) return columns;
    const { product: _, ...rest } = columns;
    return { ...rest, code: product };
  }
  if (code === undefined || barcode === undefined || product !== undefined || isFew) return columns;
  const share = distinctShare(rows, code);
  if (share >= 0.9 || distinctShare(rows, barcode) <= share) return columns;
  const { code: _, ...rest } = columns;
  return { ...rest, product: code };
}

function shareOf(
  rows: readonly (readonly string[])[],
  index: number,
  isSo: (text: string) => boolean,
): number {
  const filled = rows.map((row) => row[index] ?? '').filter((cell) => cell.trim() !== '');
  return filled.length === 0 ? 0 : filled.filter(isSo).length / filled.length;
}

function distinctShare(rows: readonly (readonly string[])[], index: number): number {
  const filled = rows.map((row) => (row[index] ?? '').trim()).filter((cell) => cell !== '');
  return filled.length === 0 ? 1 : new Set(filled).size / filled.length;
}

function isBarcodeLike(text: string): boolean {
  return /^'?\d{8}$|^'?\d{12,14}$/.test(text.trim());
}

const headRowsMax = 30;

/** The row of heads among the first ones: the one that names most fields; the first that is filled where none does. */
export function guessHeadRow(rows: readonly (readonly string[])[]): number {
  let best = -1;
  let bestScore = 0;
  for (const [index, row] of rows.slice(0, headRowsMax).entries()) {
    const score = headScore(row);
    if (score > bestScore && row.filter((cell) => cell.trim() !== '').length > 1) {
      best = index;
      bestScore = score;
    }
  }
  if (best >= 0) return best;
  return Math.max(
    0,
    rows.slice(0, headRowsMax).findIndex((row) => row.filter((cell) => cell.trim() !== '').length > 1),
  );
}

/** Goods, stock or stores, by what the heads name. */
export function guessKind(heads: readonly string[]): ImportKind {
  const has = (field: ImportField) => heads.some((head) => namesByField[field].test(head));
  const isOfGoods = has('barcode') || has('price') || has('quantity') || has('spec');
  if (!isOfGoods && (has('address') || has('region'))) return 'stores';
  if (has('quantity') && !has('name') && !has('price'))
    return has('cost') || has('amount') ? 'receipt' : 'opening';
  return 'products';
}
