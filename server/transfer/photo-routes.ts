import type { Hono } from 'hono';
import type { TransferId } from '#domain/transfer/ids.ts';
import { photoRequestSchema } from '#protocol/transfer/command.ts';
import type { Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { headOf } from './http.ts';
import { readPhoto, reencode, savePhoto } from './photos.ts';
import { sidesOf } from './rights.ts';
import { fieldsOf, invalid } from '../identity/body.ts';
import { isUuid } from '../identity/asked.ts';

/** Pictures of what was short or broken: re-encoded here, shown to who sees the transfer. */
export function photoRoutes(routes: Hono<Guarded>): void {
  routes.post('/api/transfers/:id{[0-9]{1,9}}/photos', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as TransferId;
    const head = await headOf(c, id);
    if (!head || sidesOf(viewer, head).length === 0) return notFound(c);
    const parsed = photoRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return invalid(c, fieldsOf(parsed.error));
    const image = await reencode(Buffer.from(parsed.data.image, 'base64'));
    if (!image) return invalid(c, ['image']);
    const { accountId } = viewer;
    const photo = { id: parsed.data.id, transfer: id, accountId, atMs: company.clock.now(), image };
    return (await savePhoto(company.ledgerSql, photo)) ? c.json({ outcome: 'done' }) : invalid(c, ['image']);
  });
  routes.get('/api/transfers/:id{[0-9]{1,9}}/photos/:photo', async (c) => {
    const id = Number(c.req.param('id')) as TransferId;
    const photo = c.req.param('photo');
    if (!isUuid(photo) || !(await headOf(c, id))) return notFound(c);
    const image = await readPhoto(c.var.company.ledgerSql, id, photo);
    if (!image) return notFound(c);
    return c.body(new Uint8Array(image), 200, {
      'content-type': 'image/jpeg',
      'content-disposition': 'inline; filename="photo.jpg"',
    });
  });
}
