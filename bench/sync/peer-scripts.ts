/** Programs of the peers, written into the benches' own folder, where their packages are. */
export const packages = [
  '@y/websocket-server@0.1.1',
  'y-leveldb@0.2.0',
  '@hocuspocus/server@4.7.0',
  '@hocuspocus/extension-database@4.7.0',
  'pg@8',
  'yjs@13.6.33',
  'ws@8',
];

/** Hocuspocus with Postgres: its Database extension, as its handbook shows it. */
export const hocuspocusScript = `
import { Server } from '@hocuspocus/server';
import { Database } from '@hocuspocus/extension-database';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.argv[2], max: 4 });
await pool.query('create table if not exists hocuspocus (name text primary key, data bytea not null)');
const server = new Server({
  port: Number(process.argv[3]), address: '127.0.0.1', quiet: true,
  extensions: [new Database({
    fetch: async ({ documentName }) => (await pool.query('select data from hocuspocus where name = $1', [documentName])).rows[0]?.data ?? null,
    store: async ({ documentName, state }) => {
      await pool.query('insert into hocuspocus values ($1, $2) on conflict (name) do update set data = excluded.data', [documentName, state]);
    },
  })],
});
await server.listen();
console.log('port ' + process.argv[3]);
`;

/** y-websocket's own server; YPERSISTENCE makes it keep documents in LevelDB. */
export const yWebsocketScript = `
process.env.PORT = process.argv[2];
process.env.HOST = '127.0.0.1';
await import('@y/websocket-server/server').catch(() => import('./node_modules/@y/websocket-server/src/server.js'));
setTimeout(() => console.log('port ' + process.argv[2]), 300);
`;
