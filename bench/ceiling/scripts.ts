/** The tables of the ceiling: the least that a posting needs, none of it Tongpan's. */
export const ceilingTables = `
create table headers (
  id bigint generated always as identity primary key,
  command_key uuid not null unique,
  store integer not null,
  recorded_at timestamptz not null default now()
);
create table lines (
  header_id bigint not null references headers (id),
  line smallint not null,
  store integer not null,
  sku integer not null,
  quantity integer not null,
  primary key (header_id, line)
);
create index lines_history on lines (store, sku, header_id);
create table levels (
  store integer not null,
  sku integer not null,
  on_hand integer not null check (on_hand >= 0),
  primary key (store, sku)
) with (fillfactor = 70);
insert into levels select store, sku, 1000000000 from generate_series(1, 100) store, generate_series(1, 2000) sku;
`;

export type CeilingScript = 'doc1' | 'doc10' | 'hot';

const header = `begin;
insert into headers (command_key, store) values (gen_random_uuid(), :store) returning id \\gset
`;

const oneLine = `${header}insert into lines (header_id, line, store, sku, quantity) values (:id, 1, :store, :sku, 1);
update levels set on_hand = on_hand - 1 where store = :store and sku = :sku;
commit;
`;

const tenSkus = Array.from({ length: 10 }, (_, index) => `:sku + ${index * 200}`);

/** pgbench scripts: one posting in one transaction. The ten lines go set by set, which is the fastest honest form. */
export const ceilingScripts: { readonly [Name in CeilingScript]: string } = {
  doc1: `\\set store random(1, 100)\n\\set sku random(1, 2000)\n${oneLine}`,
  hot: `\\set store 1\n\\set sku 1\n${oneLine}`,
  doc10: `\\set store random(1, 100)
\\set sku random(1, 200)
${header}insert into lines (header_id, line, store, sku, quantity) values ${tenSkus
    .map((sku, index) => `(:id, ${index + 1}, :store, ${sku}, 1)`)
    .join(', ')};
update levels set on_hand = on_hand - 1 where store = :store and sku in (${tenSkus.join(', ')});
commit;
`,
};
