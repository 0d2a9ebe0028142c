import { Hono, type Context } from 'hono';
import { mayDo, type Language, type Viewer } from '#domain/identity/viewer.ts';
import type { Operation } from '#domain/identity/role.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import { problemOf } from '#protocol/identity/problems.ts';
import { postRequestSchema, type PostAnswer, type PostRequest } from '#protocol/stock/command.ts';
import { sentenceOf } from '#protocol/stock/sentences.ts';
import { refused, type Guarded } from '../identity/guard.ts';
import { headerOf } from '../identity/header.ts';
import { problem } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import { askedCommandOf, mayUndo, valued } from './asked-command.ts';
import type { Ledger } from './stock.ts';
import { LedgerBusy } from './ledger.ts';
import type { SkuDirectory } from './sku-directory.ts';
import type { StoreCodes } from './store-codes.ts';
import { isUuid } from '../identity/asked.ts';

export interface StockServices {
  readonly ledger: Ledger;
  readonly skus: SkuDirectory;
  readonly storeCodes: StoreCodes;
  /** Orders keep account of their receipts: one of them is undone there, or they would go on saying that it came. */
  readonly purchases?: {
    refuseReversal(of: DocumentRef, language: Language): Promise<ReversalRefusal | undefined>;
  };
}

interface ReversalRefusal {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly sentence: string;
}

interface Variables {
  readonly viewer: Viewer;
  readonly company: Company;
}

const operationByKind: { readonly [Kind in PostRequest['kind']]: Operation } = {
  opening: 'post.opening',
  receipt: 'post.receipt',
  sale: 'post.sale',
  return: 'post.return',
  adjustment: 'post.adjustment',
  write_off: 'post.write_off',
  move: 'post.move',
  reserve: 'post.reservation',
  release: 'post.reservation',
  reorder_point: 'post.reorder_point',
  reversal: 'post.reversal',
};

/** POST /api/documents: one command, answered when it is durable. Foreign stores and unknown goods do not exist. */
export function stockRoutes(servicesOf: (company: Company) => StockServices): Hono<{ Variables: Variables }> {
  return new Hono<{ Variables: Variables }>().post('/api/documents', async (c) => {
    const { viewer, company } = c.var;
    const services = servicesOf(company);
    const key = headerOf(c, 'idempotency-key') ?? '';
    if (!isUuid(key)) return problem(c, 'request.key_missing');
    const body: unknown = await c.req.json().catch(() => undefined);
    const parsed = postRequestSchema.safeParse(body);
    if (!parsed.success) {
      const issues = parsed.error.issues
        .slice(0, 20)
        .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
      return c.json(
        {
          ...problemOf('request.invalid', viewer.language, {
            fields: issues.map(({ path }) => path).join(', '),
          }),
          issues,
        },
        422,
      );
    }
    const operation = operationByKind[parsed.data.kind];
    if (!mayDo(viewer, operation)) return refused(c as unknown as Context<Guarded>, operation);
    const asked = await askedCommandOf(parsed.data, company, viewer, services);
    if (!asked || !(await mayUndo(asked, company, viewer))) return notFound();
    const command = await valued(asked, company);
    if (!command) {
      const fields = { fields: 'lines' };
      return c.json({ ...problemOf('request.invalid', viewer.language, fields), issues: [] }, 422);
    }
    if (command.kind === 'reversal') {
      const refusal = await services.purchases?.refuseReversal(command.of, viewer.language);
      if (refusal) return c.json({ outcome: 'refused', ...refusal }, 409);
    }
    const deviceAt = Number(headerOf(c, 'tongpan-device-time') ?? Number.NaN);
    try {
      const answer = await services.ledger.post({
        key: key.toLowerCase(),
        command,
        asked,
        accountId: viewer.accountId,
        session: viewer.session,
        deviceAtMs: Number.isSafeInteger(deviceAt) && Math.abs(deviceAt) < 8e15 ? deviceAt : null,
      });
      if (answer.outcome === 'refused') {
        const { code, facts } = answer;
        return c.json(
          {
            outcome: 'refused',
            code,
            facts,
            sentence: sentenceOf(code, facts, viewer.language),
          } satisfies PostAnswer,
          409,
        );
      }
      const { location, position } = answer;
      const notes = answer.notes.map((note) => ({
        ...note,
        facts: { ...note.facts },
        sentence: sentenceOf(note.code, note.facts, viewer.language),
      }));
      const document = `${services.storeCodes.codeOf(location)}-${position}`;
      return c.json(
        { outcome: 'posted', document, locationId: location, position, notes } satisfies PostAnswer,
        201,
      );
    } catch (error) {
      if (!(error instanceof LedgerBusy)) throw error;
      return problem(c, 'ledger.busy', { waitSeconds: 2 });
    }
  });
}

/** Byte for byte what an unknown address answers: nobody learns what exists elsewhere. */
function notFound(): Response {
  return Response.json({ code: 'not_found' }, { status: 404 });
}
