import type { ImportField, ImportKind } from '#domain/import/field.ts';
import { m } from '#messages';

export const kindNames: { readonly [K in ImportKind]: () => string } = {
  products: m.import_kind_products,
  opening: m.import_kind_opening,
  receipt: m.import_kind_receipt,
  stores: m.import_kind_stores,
};

export const fieldNames: { readonly [F in ImportField]: () => string } = {
  code: m.field_code,
  barcode: m.field_barcode,
  product: m.field_product,
  name: m.field_name,
  nameEn: m.field_nameEn,
  category: m.field_category,
  brand: m.field_brand,
  spec: m.field_spec,
  color: m.field_color,
  size: m.field_size,
  unit: m.field_unit,
  pack: m.field_pack,
  price: m.field_price,
  cost: m.field_cost,
  amount: m.field_amount,
  supplier: m.field_supplier,
  quantity: m.field_quantity,
  store: m.field_store,
  region: m.field_region,
  address: m.field_address,
  active: m.field_active,
};

const problems: Readonly<Record<string, () => string>> = {
  'code.empty': m.problem_code_empty,
  'code.unknown': m.problem_code_unknown,
  'code.twice': m.problem_code_twice,
  'code.ambiguous': m.problem_code_ambiguous,
  'text.unreadable': m.problem_text_unreadable,
  'barcode.rounded': m.problem_barcode_rounded,
  'money.unreadable': m.problem_money_unreadable,
  'pack.unreadable': m.problem_pack_unreadable,
  'quantity.unreadable': m.problem_quantity_unreadable,
  'store.unknown': m.problem_store_unknown,
  'store.empty': m.problem_store_empty,
  'name.empty': m.problem_name_empty,
};

export function problemName(code: string): string {
  return problems[code]?.() ?? code;
}
