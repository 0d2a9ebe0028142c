import type { Language } from '#domain/identity/viewer.ts';
import type { ImportProblemCode } from '#domain/import/check.ts';
import type { FileTroubleCode } from './sheet.ts';

type Sentence = { readonly [L in Language]: string };

const troubles: { readonly [Code in FileTroubleCode]: Sentence } = {
  'file.too_large': {
    'zh-CN': '文件太大，或展开后太大。请拆成几个文件再导入。',
    en: 'The file is too large, or becomes too large when it is unpacked. Split it.',
  },
  'file.too_many_rows': {
    'zh-CN': '一个文件最多 20 万行。请拆分后再导入。',
    en: 'A file may have 200,000 rows. Split it.',
  },
  'file.broken': {
    'zh-CN': '文件读到{row}时出错，可能已损坏。请用 Excel 重新另存一份。',
    en: 'The file can’t be read on from {row}. Open it in Excel and save it anew.',
  },
  'file.old_excel': {
    'zh-CN': '这是旧版 .xls 或带密码的文件。请在 Excel 中去掉密码并另存为 .xlsx。',
    en: 'This is an old .xls, or a file with a password. Take the password off and save it as .xlsx.',
  },
  'file.other_form': {
    'zh-CN': '这不是表格文件。请上传 .xlsx、.csv 或 .tsv。',
    en: 'This is no table. Send .xlsx, .csv or .tsv.',
  },
  'file.no_workbook': {
    'zh-CN': '压缩包里没有 Excel 工作簿。请上传 .xlsx（.ods 请另存为 .xlsx）。',
    en: 'There is no workbook in it. Send .xlsx; save .ods as .xlsx.',
  },
  'file.no_sheet': {
    'zh-CN': '工作簿里没有可读的工作表。',
    en: 'The workbook has no sheet that can be read.',
  },
  'file.no_text': { 'zh-CN': '文件里没有文字。', en: 'There is no text in the file.' },
  'file.long_row': {
    'zh-CN': '{row}太长（超过 100 万字符），可能缺少换行或引号不成对。',
    en: '{row} is longer than a million characters: a line end or a quote is missing.',
  },
  'file.null_byte': {
    'zh-CN': '{row}含有空字符，不是文本文件。请另存为 UTF-8 的 CSV。',
    en: '{row} holds a null byte: this is no text. Save it as CSV in UTF-8.',
  },
  'file.empty': { 'zh-CN': '文件是空的。', en: 'The file is empty.' },
  'file.busy': {
    'zh-CN': '正在导入的文件太多，请过几分钟再试。',
    en: 'Too many files are being imported just now. Try again in a few minutes.',
  },
  'file.too_slow': {
    'zh-CN': '文件读得太久，已停止。请拆分后再导入。',
    en: 'Reading took too long and was ended. Split the file.',
  },
};

export function troubleSentence(code: FileTroubleCode, row: number | undefined, language: Language): string {
  const place =
    row === undefined
      ? language === 'en'
        ? 'here'
        : '此处'
      : language === 'en'
        ? `Row ${row}`
        : `第 ${row} 行`;
  return troubles[code][language].replace('{row}', place);
}

const problems: { readonly [Code in ImportProblemCode]: Sentence } = {
  'code.empty': { 'zh-CN': '没有编码也没有条码', en: 'Neither a code nor a barcode' },
  'code.unknown': {
    'zh-CN': '没有这个编码的商品，请先导入商品',
    en: 'No goods have this code: import the goods first',
  },
  'code.twice': { 'zh-CN': '同一编码在上面出现过，名称不同', en: 'The code stands above with another name' },
  'code.ambiguous': {
    'zh-CN': '这个条码对应多件商品，请改用编码',
    en: 'Several SKUs have this barcode: use the code',
  },
  'text.unreadable': { 'zh-CN': '含不可见字符或太长', en: 'Invisible characters, or too long' },
  'barcode.rounded': {
    'zh-CN': '条码已被 Excel 变成科学计数，后面的数字丢失，请补回',
    en: 'The spreadsheet has rounded the barcode: type it again',
  },
  'money.unreadable': { 'zh-CN': '不是金额', en: 'No amount of money' },
  'pack.unreadable': { 'zh-CN': '箱规应为大于 0 的整数', en: 'Units a case are a whole number above 0' },
  'quantity.unreadable': { 'zh-CN': '数量应为整数', en: 'A quantity is a whole number' },
  'store.unknown': { 'zh-CN': '没有这家门店，请先建门店', en: 'There is no such store: make it first' },
  'store.empty': { 'zh-CN': '没有写门店', en: 'No store is given' },
  'name.empty': { 'zh-CN': '没有名称', en: 'No name' },
};

export function problemSentence(code: ImportProblemCode, language: Language): string {
  return problems[code][language];
}
