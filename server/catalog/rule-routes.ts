import type { Hono } from 'hono';
import { barcodeRuleSchema, type BarcodeRuleRequest } from '#protocol/catalog/requests.ts';
import { audit } from '../identity/audit.ts';
import { needs, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Queries } from '../platform/database.ts';
import { actorOf, refuse } from './answer.ts';
import { inOneAct } from './write.ts';
import type { Asked } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

/** Each scan that is no barcode goes through all of them. */
const rulesMax = 50;

/** How codes that carry a price or a weight are read: data of the company, kept by headquarters. [CT-4] */
export function ruleRoutes(routes: Hono<Guarded>): void {
  const manage = needs('manage.catalog');
  routes.get('/api/barcode-rules', manage, async (c) => {
    const rules = await c.var.company.ledgerSql`
      select id, name, prefix, digits, item_digits as "itemDigits", amount_start as "amountStart", amount_digits as "amountDigits",
        weight_start as "weightStart", weight_digits as "weightDigits" from barcode_rules order by digits, prefix, id limit ${rulesMax}`;
    return c.json({ rules });
  });
  routes.post('/api/barcode-rules', manage, async (c) => {
    const input = await bodyOf(c, barcodeRuleSchema);
    if (input instanceof Response) return input;
    const id = await written(c, input.prefix, async (sql) => {
      await sql`lock table barcode_rules in share row exclusive mode`;
      const [row] = await sql<
        { id: number }[]
      >`insert into barcode_rules ${sql(columnsOf(input))} returning id`;
      const [{ count } = { count: 0 }] = await sql<
        { count: number }[]
      >`select count(*) as count from barcode_rules`;
      if (count > rulesMax) throw new TooMany();
      return row?.id;
    }).catch((error: unknown) => {
      if (error instanceof TooMany) return undefined;
      throw error;
    });
    return id === undefined ? refuse(c, 'batch.too_large', { max: rulesMax }) : c.json({ id }, 201);
  });
  routes.put('/api/barcode-rules/:id{[0-9]{1,9}}', manage, async (c) => {
    const input = await bodyOf(c, barcodeRuleSchema);
    if (input instanceof Response) return input;
    const id = await written(c, input.prefix, async (sql) => {
      const [row] = await sql<{ id: number }[]>`update barcode_rules set ${sql(columnsOf(input))}
        where id = ${Number(c.req.param('id'))} returning id`;
      return row?.id;
    });
    return id === undefined ? notFound(c) : c.json({ id });
  });
  routes.delete('/api/barcode-rules/:id{[0-9]{1,9}}', manage, async (c) => {
    const id = await written(c, c.req.param('id'), async (sql) => {
      const [row] = await sql<{ id: number }[]>`
        delete from barcode_rules where id = ${Number(c.req.param('id'))} returning id`;
      return row?.id;
    });
    return id === undefined ? notFound(c) : c.json({ ok: true });
  });
}

class TooMany extends Error {}

function written(
  c: Asked,
  subject: string,
  write: (sql: Queries) => Promise<number | undefined>,
): Promise<number | undefined> {
  return inOneAct(c.var.company.ledgerSql, async (sql) => {
    const id = await write(sql);
    if (id !== undefined) await audit(sql, { ...actorOf(c), action: 'catalog.rule', subject });
    return id;
  });
}

function columnsOf(rule: BarcodeRuleRequest) {
  return {
    name: rule.name,
    prefix: rule.prefix,
    digits: rule.digits,
    item_digits: rule.itemDigits,
    amount_start: rule.amountStart,
    amount_digits: rule.amountDigits,
    weight_start: rule.weightStart,
    weight_digits: rule.weightDigits,
  };
}
