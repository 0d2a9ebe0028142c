import { expect, test } from 'vitest';
import { firstReadsOf } from './first-reads.ts';

const readsAt = (address: string) => firstReadsOf(new URL(address, 'http://tongpan.test'));

test('[DF-3] the head of a page names what the page will ask, as its address says it', () => {
  expect(readsAt('/goods?search=%E5%A5%B6&down=1&lack=price&sort=price')).toEqual([
    '/api/session',
    '/api/goods?search=%E5%A5%B6&lack=price&sort=price&down=1&offset=0&limit=50',
  ]);
  expect(readsAt('/documents?store=3')).toEqual(['/api/session', '/api/documents?store=3&papers=1']);
  expect(readsAt('/documents?kind=all')).toEqual(['/api/session', '/api/documents?']);
  expect(readsAt('/alerts?set=mine')).toEqual(['/api/session', '/api/alerts?set=mine']);
  expect(readsAt('/purchases?view=suppliers')).toEqual(['/api/session']);
  expect(readsAt('/count/7')).toEqual(['/api/session']);
});

test('[DF-3] an address that was tampered with asks for nothing but what the page would', () => {
  expect(
    readsAt('/goods?category=1,2&supplier=-1&lack=%3E;rel&state=%22&sort=cost;drop&search=%0d%0aX'),
  ).toEqual(['/api/session', '/api/goods?search=%0D%0AX&offset=0&limit=50']);
  expect(readsAt('/alerts?kind=%3E%3B%20rel%3D%22stylesheet')[1]).toBe(
    '/api/alerts?set=open&kind=%3E%3B+rel%3D%22stylesheet',
  );
});

test('[DF-3] where nobody is signed in nothing is asked', () => {
  for (const path of ['/login', '/join', '/setup', '/wall?kiosk=k']) expect(readsAt(path)).toEqual([]);
  expect(readsAt('/wall')).toEqual(['/api/session']);
});
