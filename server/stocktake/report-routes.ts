import type { Hono } from 'hono';
import { photoRequestSchema } from '#protocol/stocktake/requests.ts';
import { needs, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { bodyOf, one, recordOf, refusal } from './asked.ts';
import { keepPhoto, readPhoto } from './photos.ts';
import { listStocktakes, mayOpen } from './progress.ts';
import { isRefused } from './refused.ts';
import { lateEntries, readReport, reportCsv, reportXlsx } from './report.ts';
import type { StocktakeParts } from './parts.ts';
import { type Asked, asViewer } from '../identity/asked.ts';

/** What became of a stocktake: its report, what came late, and photos. */
export function reportRoutes(routes: Hono<Guarded>, parts: StocktakeParts): void {
  const reportOf = async (c: Asked) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id'));
    const [listed] = await asViewer(c, (sql) => listStocktakes(sql, { id }));
    if (!listed || !mayOpen(viewer, listed) || listed.state !== 'committed') return undefined;
    const fold = await parts.stocktakesOf(company).sheetOf(listed);
    return readReport(company.ledgerSql, viewer, listed, listed.storeCode, fold);
  };
  routes.get(`${one}/report`, needs('review.stocktake'), async (c) => {
    const report = await reportOf(c);
    return report ? c.json(report) : notFound(c);
  });
  routes.get(`${one}/late`, needs('review.stocktake'), async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id'));
    const [listed] = await asViewer(c, (sql) => listStocktakes(sql, { id }));
    if (!listed || !mayOpen(viewer, listed)) return notFound(c);
    if (listed.state === 'counting') return c.json({ late: [] });
    const fold = await parts.stocktakesOf(company).sheetOf(listed);
    return c.json({ late: await lateEntries(company.ledgerSql, viewer, listed, listed.storeCode, fold) });
  });
  routes.get(`${one}/report.csv`, needs('review.stocktake'), async (c) => {
    const report = await reportOf(c);
    if (!report) return notFound(c);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="stocktake-${c.req.param('id')}.csv"`);
    return c.body(reportCsv(c.var.viewer, report));
  });
  routes.get(`${one}/report.xlsx`, needs('review.stocktake'), async (c) => {
    const report = await reportOf(c);
    if (!report) return notFound(c);
    c.header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    c.header('content-disposition', `attachment; filename="stocktake-${c.req.param('id')}.xlsx"`);
    return c.body(new Uint8Array(await reportXlsx(c.var.viewer, report)));
  });
  routes.post(`${one}/photos`, needs('count.stocktake'), async (c) => {
    const record = await recordOf(c);
    if (!record) return notFound(c);
    const input = await bodyOf(c, photoRequestSchema);
    if (input instanceof Response) return input;
    const answer = await keepPhoto(c.var.company.ledgerSql, c.var.viewer, record.id, input);
    return isRefused(answer) ? refusal(c, answer) : c.json(answer, 201);
  });
  routes.get(`${one}/photos/:number{[1-9][0-9]{0,3}}`, async (c) => {
    const record = await recordOf(c);
    const image =
      record && (await readPhoto(c.var.company.ledgerSql, record.id, Number(c.req.param('number'))));
    if (!image) return notFound(c);
    c.header('content-type', 'image/webp');
    return c.body(new Uint8Array(image));
  });
}
