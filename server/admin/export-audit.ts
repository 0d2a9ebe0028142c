import { momentCell, text, wholeCell } from '#domain/export/cell.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { AuditView } from '#protocol/admin/audit.ts';
import { listFile, type ListColumn } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';
import type { Company } from '../platform/company.ts';
import { readAudit, type AuditQuery } from './audit.ts';

/** Entries in one file. */
const entriesMax = 100_000;

const columnsIn = (timeZone: string): readonly ListColumn<AuditView>[] => [
  { heads: { 'zh-CN': '序号', en: 'Number' }, cell: ({ id }) => wholeCell(id) },
  {
    heads: { 'zh-CN': '时间', en: 'When' },
    cell: ({ atMs }) => momentCell(atMs, zoneOffsetMs(atMs, timeZone)),
  },
  { heads: { 'zh-CN': '人员', en: 'Person' }, cell: ({ accountName }) => text(accountName ?? '') },
  // Deeds by their names in the book: what programs and the chain know them by.
  { heads: { 'zh-CN': '操作', en: 'Deed' }, cell: ({ action }) => text(action) },
  { heads: { 'zh-CN': '对象', en: 'Record' }, cell: ({ subject }) => text(subject) },
  {
    heads: { 'zh-CN': '详情', en: 'Detail' },
    cell: ({ detail }) =>
      text(
        Object.entries(detail)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      ),
  },
  { heads: { 'zh-CN': '会话', en: 'Session' }, cell: ({ session }) => text(session ?? '') },
];

export function auditFile(company: Company, viewer: Viewer, query: Omit<AuditQuery, 'before'>): FileList {
  const timeZone = company.locations.all()[0]?.timeZone ?? 'Asia/Shanghai';
  const pages = async function* () {
    let before: number | undefined;
    for (let count = 0; count < entriesMax;) {
      const entries = await readAudit(company.ledgerSql, viewer, { ...query, before });
      if (entries.length === 0) return;
      yield entries;
      count += entries.length;
      before = entries.at(-1)?.id;
    }
  };
  return listFile({ 'zh-CN': '审计', en: 'audit' }, columnsIn(timeZone), viewer.language, pages());
}
