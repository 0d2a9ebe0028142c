import { crc32 } from 'node:zlib';
import { ownerOf } from '../platform/cluster.ts';
import { percentile, rounded, type Bench, type Figure } from '../platform/figure.ts';
import { measureAll, medianOf, type Measured } from './measure.ts';
import { openSyncStage, type ServerName, type SyncStage } from './servers.ts';

const rounds = Number(process.env['SYNC_ROUNDS'] ?? 3);
const seconds = Number(process.env['SYNC_SECONDS'] ?? 8);

/** 50 people × 5 edits/s in one document, then 20 scanners × 10/s into 5,000 rows. */
export const syncOneDocument: Bench = {
  name: 'sync-one-document',
  run: async (say) => {
    await using stage = await openSyncStage(say);
    const crowded: readonly ServerName[] = ['ours', 'hocuspocus-postgres', 'y-websocket-leveldb', 'relay'];
    const people = await measureAll(
      stage,
      crowded,
      rounds,
      (round) => ({
        documents: [`people-${round}`],
        peopleOfDocument: 50,
        editsPerSecond: 5,
        rows: 200,
        seconds,
        seedRows: 0,
        savesAreTimed: true,
      }),
      say,
    );
    const append = await timeAppends(stage);
    say(
      `a grouped append to the same Postgres: p50 ${append.p50.toFixed(1)}, p99 ${append.p99.toFixed(1)} ms`,
    );
    const scanners = await measureAll(
      stage,
      ['ours', 'hocuspocus-postgres', 'relay'],
      rounds,
      (round) => ({
        documents: [`scanners-${round}`],
        peopleOfDocument: 20,
        editsPerSecond: 10,
        rows: 5_000,
        seconds,
        seedRows: 5_000,
        savesAreTimed: true,
      }),
      say,
    );
    return [...peopleFigures(people, append), ...scannerFigures(scanners)];
  },
};

/** 300 documents × 3 people. */
export const syncManyDocuments: Bench = {
  name: 'sync-many-documents',
  run: async (say) => {
    await using stage = await openSyncStage(say);
    const found = await measureAll(
      stage,
      ['ours', 'hocuspocus-postgres', 'y-websocket-leveldb'],
      rounds,
      (round) => ({
        documents: Array.from({ length: 300 }, (_, index) => `many-${round}-${index}`),
        peopleOfDocument: 3,
        editsPerSecond: 0.5,
        rows: 50,
        seconds,
        seedRows: 0,
        savesAreTimed: true,
      }),
      say,
    );
    const [ours, hocuspocus, level] = ['ours', 'hocuspocus-postgres', 'y-websocket-leveldb'].map((name) =>
      found.get(name as ServerName),
    );
    const bestP50 = Math.min(medianOf(hocuspocus, 'p50'), medianOf(level, 'p50'));
    return [
      cpuFigure('sync-many-documents', ours, hocuspocus, 1.1, 'Hocuspocus with Postgres', detailOf(found)),
      cpuFigure('sync-many-documents-leveldb', ours, level, 0.7, 'y-websocket with LevelDB', {}),
      ratioFigure('sync-many-documents-p50', 'ms', medianOf(ours, 'p50'), bestP50, 1.5, 'the best peer'),
    ];
  },
};

function peopleFigures(
  found: ReadonlyMap<ServerName, readonly Measured[]>,
  append: { readonly p50: number; readonly p99: number },
): readonly Figure[] {
  const ours = found.get('ours');
  return [
    cpuFigure(
      'sync-one-document',
      ours,
      found.get('hocuspocus-postgres'),
      0.6,
      'Hocuspocus with Postgres',
      detailOf(found),
    ),
    cpuFigure(
      'sync-one-document-leveldb',
      ours,
      found.get('y-websocket-leveldb'),
      0.55,
      'y-websocket with LevelDB',
      {},
    ),
    cpuFigure('sync-one-document-relay', ours, found.get('relay'), 1 / 0.85, 'a raw relay', {}),
    ratioFigure('sync-one-document-propagation', 'ms', medianOf(ours, 'p99'), 30, 1, 'p99 of 30 ms'),
    ratioFigure(
      'sync-one-document-saved-p50',
      'ms',
      medianOf(ours, 'savedP50'),
      append.p50,
      3,
      'a grouped append',
    ),
    ratioFigure(
      'sync-one-document-saved-p99',
      'ms',
      medianOf(ours, 'savedP99'),
      append.p99,
      5,
      'a grouped append',
    ),
  ];
}

function scannerFigures(found: ReadonlyMap<ServerName, readonly Measured[]>): readonly Figure[] {
  const ours = found.get('ours');
  const faults = (ours ?? []).reduce((sum, { lost, extra }) => sum + lost + extra, 0);
  return [
    cpuFigure(
      'sync-scanners',
      ours,
      found.get('hocuspocus-postgres'),
      0.95,
      'Hocuspocus with Postgres',
      detailOf(found),
    ),
    {
      name: 'sync-scanners-faults',
      value: faults,
      unit: 'rows lost or extra',
      ratio: null,
      against: 0,
      goal: '0: one state, none lost, none extra',
      ok: faults === 0,
      detail: { edits: (ours ?? []).reduce((sum, { edits }) => sum + edits, 0) },
    },
  ];
}

function cpuFigure(
  name: string,
  ours: readonly Measured[] | undefined,
  peer: readonly Measured[] | undefined,
  ratioMax: number,
  against: string,
  detail: Figure['detail'],
): Figure {
  const figure = ratioFigure(
    name,
    'ms CPU for 1,000 edits',
    medianOf(ours, 'cpuOfThousand'),
    medianOf(peer, 'cpuOfThousand'),
    ratioMax,
    against,
  );
  return { ...figure, detail };
}

function ratioFigure(
  name: string,
  unit: string,
  value: number,
  against: number,
  ratioMax: number,
  peer: string,
): Figure {
  return {
    name,
    value: rounded(value, 2),
    unit,
    ratio: rounded(value / against, 2),
    against: rounded(against, 2),
    goal: `<= ${rounded(ratioMax, 2)} x ${peer}`,
    ok: value / against <= ratioMax,
    detail: {},
  };
}

function detailOf(found: ReadonlyMap<ServerName, readonly Measured[]>): Figure['detail'] {
  const detail: Record<string, unknown> = { seconds, rounds };
  for (const [name, measured] of found)
    detail[name] = {
      cpu: measured.map(({ cpuOfThousand }) => rounded(cpuOfThousand)),
      postgres: measured.map(({ postgresOfThousand }) => rounded(postgresOfThousand)),
      p50: measured.map(({ p50 }) => rounded(p50, 1)),
      p99: measured.map(({ p99 }) => rounded(p99, 1)),
      lost: measured.map(({ lost }) => lost),
    };
  return detail;
}

/** The ceiling of "saved": the same rows, ten at a time, straight into the same table, one statement after the other. */
async function timeAppends(stage: SyncStage): Promise<{ readonly p50: number; readonly p99: number }> {
  const sql = ownerOf(stage.cluster, 'bench_sync');
  const waits: number[] = [];
  const data = Buffer.alloc(60, 7);
  try {
    for (let turn = 0; turn < 600; turn++) {
      const rows = Array.from({ length: 10 }, (_, index) => ({
        document_id: 999_999,
        sequence: turn * 10 + index + 1,
        account_id: 1,
        session: 'bench',
        crc: crc32(data),
        data,
      }));
      const began = performance.now();
      await sql`insert into live_updates ${sql(rows)}`;
      if (turn >= 100) waits.push(performance.now() - began);
    }
  } finally {
    await sql`delete from live_updates where document_id = 999999`;
    await sql.end();
  }
  return { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) };
}
