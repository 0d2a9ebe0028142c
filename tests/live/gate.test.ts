import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import { examine } from '#server/sync/gate.ts';
import { sheetShape } from './sheet.ts';

test('[A12][I26] an item that is known already may not build on what nobody has: Yjs would wait for it', () => {
  const wang = 1 as AccountId;
  const server = new Y.Doc();
  const page = new Y.Doc();
  const other = new Y.Doc();
  other.getMap('notes').set('n', 'a');
  Y.applyUpdate(page, Y.encodeStateAsUpdate(other));
  page.getMap('notes').set('n', 'b');
  Y.applyUpdate(server, Y.encodeStateAsUpdate(page));
  page.getMap('notes').set('m', 'c');
  const gated = {
    doc: server,
    shape: sheetShape,
    rootNames: new Map<unknown, string>([[server.getMap('notes'), 'notes']]),
    owners: new Map([page, other].map(({ clientID }) => [clientID, wang])),
    clientsOf: new Map([[wang, 2]]),
    entries: 1,
  };
  const judge = () => undefined;
  const honest = Y.encodeStateAsUpdate(page);
  expect(examine(gated, honest, { accountId: wang }, judge)).toMatchObject({ state: 'fine' });
  const known = page.store.clients.get(page.clientID)?.[0] as Y.Item;
  known.origin = Y.createID(other.clientID, 99);
  const hostile = Y.encodeStateAsUpdate(page);
  expect(examine(gated, hostile, { accountId: wang }, judge)).toMatchObject({
    state: 'refused',
    code: 'broken',
  });
  Y.applyUpdate(server, hostile);
  expect(server.store.pendingStructs).not.toBeNull();
});
