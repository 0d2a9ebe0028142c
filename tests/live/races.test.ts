import { afterAll, beforeAll, expect, test } from 'vitest';
import { Device, until } from './device.ts';
import { openLiveWorld, type LiveWorld } from './world.ts';

let world: LiveWorld;
beforeAll(async () => void (world = await openLiveWorld()));
afterAll(() => world.close());

const races = Number(process.env['LIVE_RACES'] ?? 12);
test(`[LD-9] ${races} races of a freeze against 20 scanners: none accepted after, content is what was accepted, every refused count is told`, async () => {
  const people = await Promise.all(Array.from({ length: 20 }, () => world.person()));
  let refusedScans = 0;
  let acceptedScans = 0;
  for (let race = 0; race < races; race++) {
    const id = `race${race}`;
    world.kind.facts.set(id, { writers: 'all' });
    const scanners = people.map((person) => new Device(world, person, id));
    await Promise.all(scanners.map((scanner) => scanner.synced()));
    let isOver = false;
    const scanning = scanners.map(async (scanner) => {
      for (let scan = 1; !isOver && scanner.refusals.length === 0; scan++) {
        scanner.count(race, scan);
        await new Promise((resolve) => setTimeout(resolve, 1 + (scan % 3)));
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 10 + (race % 20)));
    const content = await world.documents.freeze('sheet', id, async (_sql, read) => read);
    await new Promise((resolve) => setTimeout(resolve, 15));
    isOver = true;
    await Promise.all(scanning);
    await until(() => scanners.every((scanner) => scanner.news?.isFrozen === true));
    const counts = content.roots.get('counts');
    for (const scanner of scanners) {
      const key = `${race}|${scanner.counter}`;
      const wanted = scanner.doc.getMap<number>('counts').get(key) ?? 0;
      const kept = Number(counts?.get(key)?.value ?? 0);
      acceptedScans += kept;
      if (wanted === kept) continue;
      // It wrote more than was read at the freeze: then it was told.
      await until(() => scanner.refusals.length > 0);
      expect(scanner.refusals[0]).toEqual({ code: 'frozen', entries: [{ root: 'counts', key }] });
      expect(wanted).toBeGreaterThan(kept);
      refusedScans += wanted - kept;
    }
    const after = await world.documents.read('sheet', id);
    expect(after).toEqual(content);
    const [row] = await world.sql`
      select d.frozen_sequence as frozen, coalesce((select max(sequence) from live_updates u where u.document_id = d.id), 0)::int as last
      from live_documents d where d.name = ${id}`;
    expect([row?.['last'], row?.['frozen']]).toEqual([content.sequence, content.sequence]);
    for (const scanner of scanners) scanner.close();
  }
  process.stderr.write(`  ${races} races: ${acceptedScans} scans before, ${refusedScans} after, each told\n`);
  expect(refusedScans).toBeGreaterThan(0);
}, 1_200_000);
