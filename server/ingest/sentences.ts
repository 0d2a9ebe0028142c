import type { Language } from '#domain/identity/viewer.ts';
import type { MapTrouble } from '#domain/ingest/field.ts';
import type { ProblemCode } from '#domain/ingest/row.ts';
import type { FileProblem } from './problems.ts';

type Sentence = { readonly [L in Language]: string };

/** What is wrong with a row and what to do about it. `{text}` is what stands there. */
const sentenceByCode: { readonly [Code in ProblemCode]: Sentence } = {
  'row.columns': {
    'zh-CN': '列数与表头不符。请补齐或删去多余的列。',
    en: 'The row has other columns than the header. Fill or remove them.',
  },
  'date.unreadable': {
    'zh-CN': '日期“{text}”无法识别。请写成 2026-01-31，或用 --date-format 指明格式。',
    en: '“{text}” is no date that can be read. Write it as 2026-01-31, or say how dates are written with --date-format.',
  },
  'store.empty': {
    'zh-CN': '没有门店。请填写门店编码。',
    en: 'There is no store. Fill in the code of the store.',
  },
  'store.unknown': {
    'zh-CN': '没有门店“{text}”。请先导入门店（--stores），或加 --create-missing。',
    en: 'There is no store “{text}”. Load the stores first (--stores), or add --create-missing.',
  },
  'sku.empty': { 'zh-CN': '没有 SKU。请填写 SKU 编码。', en: 'There is no SKU. Fill in its code.' },
  'sku.unknown': {
    'zh-CN': '没有 SKU“{text}”。请先导入商品（--products），或加 --create-missing。',
    en: 'There is no SKU “{text}”. Load the products first (--products), or add --create-missing.',
  },
  'quantity.unreadable': {
    'zh-CN': '数量“{text}”不是整数。请写整数；称重商品用 --quantity-scale。',
    en: '“{text}” is not a whole quantity. Write whole units; for weighed goods say --quantity-scale.',
  },
  'quantity.zero': {
    'zh-CN': '数量为 0。请删去这一行，或填写数量。',
    en: 'The quantity is 0. Remove the row, or fill in how many.',
  },
  'quantity.too_large': {
    'zh-CN': '数量“{text}”过大。请核对单位。',
    en: '“{text}” is too large. Check the unit.',
  },
  'quantity.sign': {
    'zh-CN': '数量“{text}”不能为负。请核对这一行。',
    en: '“{text}” may not be negative here. Check the row.',
  },
  'money.unreadable': {
    'zh-CN': '金额“{text}”无法识别。请写成 1234.50，最多四位小数。',
    en: '“{text}” is no amount that can be read. Write it as 1234.50, with four decimals at most.',
  },
  'money.too_large': {
    'zh-CN': '金额“{text}”过大或无法整除。请核对单价与数量。',
    en: '“{text}” makes too large or no exact an amount. Check price and quantity.',
  },
  'money.sign': {
    'zh-CN': '金额与数量的正负不一致。请核对这一行。',
    en: 'Amount and quantity have different signs. Check the row.',
  },
  'price.missing': {
    'zh-CN': '没有售价：文件和商品资料里都没有。请映射 price 或 amount，或先导入商品售价。',
    en: 'There is no price, neither in the file nor in the catalogue. Map price or amount, or load the products with their prices.',
  },
  'text.unreadable': {
    'zh-CN': '“{text}”过长或含不可见字符。请清理后再导入。',
    en: '“{text}” is too long or has invisible characters. Clean it and load again.',
  },
  'file.broken': {
    'zh-CN': '文件从这里起无法读取（{text}）。请检查引号是否成对、编码是否前后一致，再存为 CSV。',
    en: 'The file can’t be read on from here ({text}). Check that quotes come in pairs and that it has one encoding throughout, and save it as CSV again.',
  },
  'file.missing': {
    'zh-CN': '打不开文件（{text}）。请核对路径与读取权限。',
    en: 'The file can’t be opened ({text}). Check its path and that you may read it.',
  },
  'ledger.refused': { 'zh-CN': '账本拒绝了这张单据：{text}', en: 'The ledger refused the document: {text}' },
};

const sentenceByMapCode: { readonly [Code in MapTrouble['code']]: Sentence } = {
  'map.unreadable': {
    'zh-CN': '--map 中的“{text}”无法识别。请写成 字段=列名，用逗号分开。',
    en: '“{text}” in --map can’t be read. Write field=column, with commas between.',
  },
  'map.field_unknown': {
    'zh-CN': '--map 没有字段“{field}”。运行 npm run ingest 查看全部字段。',
    en: '--map has no field “{field}”. Run npm run ingest to see them all.',
  },
  'map.field_missing': {
    'zh-CN': '--map 缺少字段 {field}。请写明它在哪一列。',
    en: '--map lacks the field {field}. Say in which column it is.',
  },
  'map.column_unknown': {
    'zh-CN': '文件没有列“{column}”。现有的列：{columns}。',
    en: 'The file has no column “{column}”. It has: {columns}.',
  },
};

/** `sales.csv, row 12, Date: “31.02.2022” is no date…` */
export function problemSentence(problem: FileProblem, language: Language): string {
  const sentence = fill(sentenceByCode[problem.code][language], { text: problem.text });
  const { file, line, column } = problem;
  if (problem.code === 'file.missing')
    return language === 'zh-CN' ? `${file}：${sentence}` : `${file}: ${sentence}`;
  const place =
    language === 'zh-CN'
      ? `${file} 第 ${line} 行${column === '' ? '' : `，列 ${column}`}：`
      : `${file}, row ${line}${column === '' ? '' : `, column ${column}`}: `;
  return place + sentence;
}

export function mapSentence(trouble: MapTrouble, language: Language): string {
  return fill(sentenceByMapCode[trouble.code][language], trouble);
}

function fill(sentence: string, facts: Readonly<Record<string, string>>): string {
  // Control characters of a file must not reach a terminal or a log as they are.
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    (facts[name] ?? '').replaceAll(/\p{Cc}/gu, '·'),
  );
}
