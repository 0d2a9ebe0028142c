import type { Hono } from 'hono';
import type { SkuId } from '#domain/catalog/ids.ts';
import { maySee } from '#domain/identity/viewer.ts';
import {
  pricesRequestSchema,
  purchaseSettingsSchema,
  termsRequestSchema,
} from '#protocol/purchase/command.ts';
import { audit } from '../identity/audit.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { needs, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { PurchaseServices } from './services.ts';
import { pricesFile, suppliersFile } from './export-suppliers.ts';
import { readRule } from './rows.ts';
import { readPrices, readSuppliers, writePrices, writeTerms } from './suppliers.ts';
import { type Asked, asViewer, wholeOf } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

/** Suppliers: what was agreed, what they take, what they are like; and when an order wants a second person. */
export function supplierRoutes(
  routes: Hono<Guarded>,
  servicesOf: (company: Company) => PurchaseServices,
): void {
  routes.get('/api/supplier-terms', async (c) =>
    c.json({ suppliers: await asViewer(c, (sql) => readSuppliers(sql, c.var.viewer)) }),
  );
  routes.get('/api/supplier-terms/:id{[0-9]{1,9}}', async (c) => {
    const id = Number(c.req.param('id'));
    const found = await asViewer(c, async (sql) => {
      const [supplier] = await readSuppliers(sql, c.var.viewer, id);
      return supplier && { supplier, prices: await readPrices(sql, c.var.viewer, id) };
    });
    return found ? c.json(found) : notFound(c);
  });
  routes.get('/api/export/suppliers/:form{xlsx|csv}', async (c) => {
    const suppliers = await asViewer(c, (sql) => readSuppliers(sql, c.var.viewer));
    return sendFile(c, formOf(c.req.param('form')), suppliersFile(c.var.viewer, suppliers));
  });
  routes.get('/api/export/supplier-prices/:form{xlsx|csv}', async (c) => {
    const id = wholeOf(c.req.query('supplier'));
    const file = await asViewer(c, async (sql) => {
      const [supplier] = id === undefined ? [] : await readSuppliers(sql, c.var.viewer, id);
      return supplier && pricesFile(c.var.viewer, supplier, await readPrices(sql, c.var.viewer, supplier.id));
    });
    return file ? sendFile(c, formOf(c.req.param('form')), file) : notFound(c);
  });
  routes.put('/api/supplier-terms/:id{[0-9]{1,9}}', needs('manage.supplier'), async (c) => {
    const id = Number(c.req.param('id'));
    const terms = await bodyOf(c, termsRequestSchema);
    if (terms instanceof Response) return terms;
    const isThere = await c.var.company.ledgerSql.begin(async (tx) => {
      const sql = tx as unknown as Queries;
      const isWritten = await writeTerms(sql, id, terms);
      if (isWritten) await note(c, sql, 'supplier.terms', `supplier ${id}`);
      return isWritten;
    });
    return isThere ? c.json({ outcome: 'done' }) : notFound(c);
  });
  routes.put('/api/supplier-terms/:id{[0-9]{1,9}}/prices', needs('manage.supplier'), async (c) => {
    const id = Number(c.req.param('id'));
    const request = await bodyOf(c, pricesRequestSchema);
    if (request instanceof Response) return request;
    const skus = request.rows.map((row) => row.sku as SkuId);
    if (!maySee(c.var.viewer, 'cost') || !(await servicesOf(c.var.company).skus.haveAll(skus)))
      return notFound(c);
    const isThere = await c.var.company.ledgerSql.begin(async (tx) => {
      const sql = tx as unknown as Queries;
      const [supplier] = await sql`select 1 from suppliers where id = ${id}`;
      if (!supplier) return false;
      await writePrices(sql, id, request);
      await note(c, sql, 'supplier.prices', `supplier ${id}`, { rows: request.rows.length });
      return true;
    });
    return isThere ? c.json({ outcome: 'done' }) : notFound(c);
  });
  routes.get('/api/purchase-settings', needs('purchase.approve'), async (c) =>
    c.json(await readRule(c.var.company.ledgerSql)),
  );
  routes.put('/api/purchase-settings', needs('manage.supplier'), async (c) => {
    const rule = await bodyOf(c, purchaseSettingsSchema);
    if (rule instanceof Response) return rule;
    await c.var.company.ledgerSql.begin(async (tx) => {
      const sql = tx as unknown as Queries;
      await sql`update purchase_settings set value_max = ${rule.valueMax}, price_percent_max = ${rule.pricePercentMax},
        over_percent_max = ${rule.overPercentMax}`;
      await note(c, sql, 'purchase.rule', 'purchase rule', rule);
    });
    return c.json(rule);
  });
}

function note(
  c: Asked,
  sql: Queries,
  action: 'supplier.terms' | 'supplier.prices' | 'purchase.rule',
  subject: string,
  detail: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  const { accountId, session } = c.var.viewer;
  return audit(sql, { accountId, session, action, subject, detail });
}
