import type { Invariant } from './invariant.ts';

export const liveInvariants: readonly Invariant[] = [
  {
    id: 'LD-7',
    name: 'log of live documents',
    holds: 'the log of every live document is numbered without a hole, up to its newest snapshot and beyond',
    sql: `
      select format('live document %s/%s has %s rows from %s to %s', d.kind, d.name, u.rows, u.first, u.last) as row_named
      from (select document_id, count(*) as rows, min(sequence) as first, max(sequence) as last from live_updates group by document_id) u
      join live_documents d on d.id = u.document_id where u.rows <> u.last - u.first + 1
      union all
      select format('live document %s/%s lacks what came before row %s', d.kind, d.name, u.first)
      from (select document_id, min(sequence) as first from live_updates group by document_id) u
      join live_documents d on d.id = u.document_id
      where u.first > 1 and not exists (select from live_snapshots s where s.document_id = u.document_id and s.sequence >= u.first - 1)`,
  },
  {
    id: 'LD-9',
    name: 'frozen documents',
    holds: 'a frozen live document has no row after the sequence it was frozen at',
    sql: `
      select format('live document %s/%s was frozen at %s and has row %s of account %s', d.kind, d.name, d.frozen_sequence, u.sequence,
        u.account_id) as row_named
      from live_documents d join live_updates u on u.document_id = d.id
      where d.state = 'frozen' and u.sequence > d.frozen_sequence`,
  },
];
