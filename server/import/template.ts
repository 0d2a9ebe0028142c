import { moneyCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import type { Language } from '#domain/identity/viewer.ts';
import type { ImportKind } from '#domain/import/field.ts';
import type { FileList } from '../export/send.ts';

interface Template {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const chinese: { readonly [K in ImportKind]: Template } = {
  products: {
    name: '商品模板',
    heads: [
      '编码',
      '条码',
      '名称',
      '规格',
      '分类',
      '品牌',
      '颜色',
      '尺码',
      '单位',
      '箱规',
      '售价',
      '进价',
      '供应商',
      '期初库存',
    ],
    rows: [
      [
        text('A001'),
        text('6901234567892'),
        text('纯牛奶'),
        text('250ml'),
        text('乳品'),
        text('示例'),
        text(''),
        text(''),
        text('盒'),
        wholeCell(24),
        moneyCell(450),
        moneyCell(310),
        text('示例供应商'),
        wholeCell(48),
      ],
    ],
  },
  opening: {
    name: '期初库存模板',
    heads: ['门店', '编码', '数量', '成本价'],
    rows: [[text('S001'), text('A001'), wholeCell(48), moneyCell(310)]],
  },
  receipt: {
    name: '收货模板',
    heads: ['门店', '条码', '数量', '进价'],
    rows: [[text('S001'), text('6901234567892'), wholeCell(24), moneyCell(310)]],
  },
  stores: {
    name: '门店模板',
    heads: ['编码', '名称', '区域', '地址'],
    rows: [[text('S001'), text('人民路店'), text('华东'), text('人民路 1 号')]],
  },
};

const english: { readonly [K in ImportKind]: Template } = {
  products: {
    name: 'goods-template',
    heads: [
      'Code',
      'Barcode',
      'Name',
      'Spec',
      'Category',
      'Brand',
      'Colour',
      'Size',
      'Unit',
      'Units a case',
      'Price',
      'Cost',
      'Supplier',
      'Opening stock',
    ],
    rows: chinese.products.rows,
  },
  opening: {
    name: 'opening-template',
    heads: ['Store', 'Code', 'Quantity', 'Cost'],
    rows: chinese.opening.rows,
  },
  receipt: {
    name: 'receipt-template',
    heads: ['Store', 'Barcode', 'Quantity', 'Cost'],
    rows: chinese.receipt.rows,
  },
  stores: {
    name: 'stores-template',
    heads: ['Code', 'Name', 'Region', 'Address'],
    rows: chinese.stores.rows,
  },
};

/** A sheet to fill in, with one row that shows how. Its heads are those that the import knows. */
export function templateOf(kind: ImportKind, language: Language): FileList {
  const { name, heads, rows } = (language === 'en' ? english : chinese)[kind];
  return {
    name,
    heads,
    rows: (async function* () {
      yield rows;
    })(),
  };
}
