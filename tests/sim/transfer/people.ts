import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import { agreementOf, canonicalAgreement, settledOf, type DraftLine } from '#domain/transfer/agreement.ts';
import { overCauses, shortCauses } from '#domain/transfer/difference.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft, isOver } from '#domain/transfer/state.ts';
import { inTransitOf, toShipOf, type TransferSide } from '#domain/transfer/transfer.ts';
import { sha256 } from '#server/transfer/posting.ts';
import type { Sender, TransferCommand } from '#server/transfer/transfer.ts';
import type { Chance } from '../chance.ts';
import { skusOfSim, storesOfSim } from '../trade.ts';
import type { LiveTalks, TalkEdit } from './live.ts';
import { draftOf, type TransferRow } from './rows.ts';
import type { TransferTables } from './store.ts';

/** Somebody at the desk: a keeper of a store, or a head who reaches all of them and may approve. */
export interface Person {
  readonly accountId: AccountId;
  readonly stores: ReadonlySet<number>;
  readonly mayApprove: boolean;
  /** What he saw of a talk before, by transfer: some sign what they remember. */
  readonly remembered: Map<TransferId, string>;
}

/** A keeper of each store, a second one of the first, and two heads. */
export function peopleOfSim(): Person[] {
  const keepers = [1, 2, 3, 1].map((store) => new Set([store]));
  const all = new Set(Array.from({ length: storesOfSim }, (_, index) => index + 1));
  return [...keepers, all, all].map((stores, index) => ({
    accountId: (index + 1) as AccountId,
    stores,
    mayApprove: stores.size > 1,
    remembered: new Map<TransferId, string>(),
  }));
}

export function senderOf(person: Person): Sender {
  return { accountId: person.accountId, session: 'sim' as SessionHandle, deviceAtMs: null };
}

export function sidesOf(person: Person, { source, target }: TransferRow): TransferSide[] {
  const [isSource, isTarget] = [person.stores.has(source), person.stores.has(target)];
  return [
    ...(isSource ? (['source'] as const) : []),
    ...(isTarget ? (['target'] as const) : []),
    ...(isSource && isTarget && person.mayApprove ? (['region'] as const) : []),
  ];
}

/** What the talk says on somebody's screen. */
export function talkOf(tables: TransferTables, talks: LiveTalks, id: TransferId): DraftLine[] {
  const talk = talks.talk(id);
  if (!talk) return draftOf(tables.transfer(id)?.lines ?? []);
  const numberOf = (root: string, sku: number): number | null => {
    const value = talk.roots.get(root)?.get(String(sku))?.value;
    return typeof value === 'number' ? value : null;
  };
  return Array.from({ length: skusOfSim }, (_, index) => ({
    sku: (index + 1) as SkuId,
    asked: numberOf('asked', index + 1),
    offered: numberOf('offered', index + 1),
    ruled: numberOf('ruled', index + 1),
  })).filter(({ asked, offered, ruled }) => asked !== null || offered !== null || ruled !== null);
}

export function hashOfTalk({ source, target }: TransferRow, talk: readonly DraftLine[]): string {
  const agreement = agreementOf(talk);
  return agreement.outcome === 'agreement'
    ? sha256(canonicalAgreement(source, target, agreement.lines))
    : '0'.repeat(64);
}

/** What somebody does next about a transfer as he sees it. */
export type Deed =
  | { readonly kind: 'edit'; readonly edit: TalkEdit }
  | { readonly kind: 'act'; readonly command: TransferCommand };

export function drawDeed(
  chance: Chance,
  person: Person,
  row: TransferRow,
  tables: TransferTables,
  talks: LiveTalks,
): Deed {
  const sides = sidesOf(person, row);
  const talk = talkOf(tables, talks, row.id);
  const isOpen = agreementOf(talk).outcome !== 'agreement';
  if (isDraft(row.state) && sides.length > 0 && chance.happens(isOpen ? 0.92 : 0.08))
    return { kind: 'edit', edit: drawEdit(chance, person, row, sides, talk) };
  const hash = hashOfTalk(row, talk);
  const old = person.remembered.get(row.id);
  person.remembered.set(row.id, hash);
  const signed = old !== undefined && chance.happens(0.2) ? old : hash;
  const act = drawAct(chance, row, sides.length > 0 ? chance.pick(sides) : 'source', signed);
  return { kind: 'act', command: commandOf(chance, row.id, act, sides) };
}

export function commandOf(
  chance: Chance,
  transfer: TransferId,
  act: TransferAct,
  sides: readonly TransferSide[],
): TransferCommand {
  const extras =
    act.kind === 'dispatch'
      ? {
          parcels: {
            parcels: chance.whole(1, 3),
            carrier: 'SF',
            waybill: '',
            freight: chance.whole(0, 900),
            dueAtMs: null,
          },
        }
      : undefined;
  return { key: chance.uuid(), transfer, act, sides, ...(extras ? { extras } : {}) };
}

function drawEdit(
  chance: Chance,
  { accountId }: Person,
  { id, lines }: TransferRow,
  sides: readonly TransferSide[],
  talk: readonly DraftLine[],
): TalkEdit {
  const side = chance.pick(sides);
  const root = side === 'source' ? 'offered' : side === 'target' ? 'asked' : 'ruled';
  const open = talk.filter((line) => line[root] === null && settledOf(line) === undefined);
  if (open.length > 0 && chance.happens(0.85))
    return { id, root, sku: chance.pick(open).sku, value: chance.whole(1, 7), author: accountId };
  const known = lines.map(({ sku }) => sku);
  const sku = known.length > 0 && chance.happens(0.8) ? chance.pick(known) : chance.whole(1, skusOfSim);
  const value = chance.happens(root === 'ruled' ? 0.4 : 0.06) ? null : chance.whole(0, 7);
  return { id, root, sku, value, author: accountId };
}

function drawAct(chance: Chance, row: TransferRow, side: TransferSide, hash: string): TransferAct {
  if (chance.happens(0.1) || isOver(row.state)) return anyAct(chance, row, side, hash);
  const draw = chance.next();
  if (isDraft(row.state)) return draw < 0.96 ? { kind: 'sign', side, hash } : { kind: 'cancel' };
  if (row.state === 'in_transit') {
    if (draw < 0.5) return receive(chance, row);
    if (draw < 0.62)
      return { kind: 'lose', cause: chance.pick(shortCauses), lines: some(chance, row, inTransitOf) };
    if (draw < 0.72) return { kind: 'take_back', lines: some(chance, row, inTransitOf) };
    if (draw < 0.93) return { kind: 'dispatch', lines: some(chance, row, toShipOf) };
    return { kind: 'finish' };
  }
  if (draw < 0.65) return { kind: 'dispatch', lines: some(chance, row, toShipOf) };
  if (draw < 0.75) return { kind: 'pick' };
  if (draw < 0.85) return { kind: 'reopen' };
  return draw < 0.93 ? { kind: 'finish' } : { kind: 'cancel' };
}

function anyAct(chance: Chance, row: TransferRow, side: TransferSide, hash: string): TransferAct {
  const all: readonly (() => TransferAct)[] = [
    () => ({ kind: 'sign', side, hash }),
    () => ({ kind: 'reopen' }),
    () => ({ kind: 'pick' }),
    () => ({ kind: 'cancel' }),
    () => ({ kind: 'finish' }),
    () => ({ kind: 'dispatch', lines: some(chance, row, toShipOf, 1) }),
    () => ({ kind: 'lose', cause: chance.pick(shortCauses), lines: some(chance, row, inTransitOf, 1) }),
    () => ({ kind: 'take_back', lines: some(chance, row, inTransitOf, 1) }),
    () => receive(chance, row),
  ];
  return chance.pick(all)();
}

/** Some of what is there of some lines; `beyond`: sometimes more than there is. */
function some(
  chance: Chance,
  { lines }: TransferRow,
  of: (line: TransferRow['lines'][number]) => number,
  beyond = 0,
): { sku: SkuId; quantity: number }[] {
  const there = lines.filter((line) => of(line) > 0);
  const picked = there.filter(() => chance.happens(0.7));
  const chosen = picked.length > 0 ? picked : there.slice(0, 1);
  if (chosen.length === 0)
    return [{ sku: chance.whole(1, skusOfSim) as SkuId, quantity: chance.whole(1, 3) }];
  return chosen.map((line) => ({
    sku: line.sku,
    quantity: chance.happens(0.5) ? of(line) + beyond : chance.whole(1, of(line)),
  }));
}

/** What was unpacked: well, short by cause, or goods that nobody sent. */
function receive(chance: Chance, row: TransferRow): TransferAct {
  const lines = some(chance, row, inTransitOf).map(({ sku, quantity }) => {
    const gone = chance.happens(0.35) ? chance.whole(1, quantity) : 0;
    const [first, second] = [Math.ceil(gone / 2), Math.floor(gone / 2)];
    const short = [first, second]
      .filter((units) => units > 0)
      .map((units) => ({ cause: chance.pick(shortCauses), quantity: units }));
    return { sku, quantity: quantity - gone, short };
  });
  const over = chance.happens(0.12)
    ? [
        {
          sku: chance.whole(1, skusOfSim) as SkuId,
          quantity: chance.whole(1, 2),
          cause: chance.pick(overCauses),
        },
      ]
    : [];
  return { kind: 'receive', lines, over };
}

export function otherStore(chance: Chance, store: number): StoreId {
  return (1 + ((store - 1 + chance.whole(1, storesOfSim - 1)) % storesOfSim)) as StoreId;
}
