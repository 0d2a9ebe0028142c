import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Network } from '#domain/replenish/network.ts';
import type { Table } from './chains/chain.ts';

export interface Verdict {
  readonly orders: number;
  readonly transfers: number;
  readonly explained: number;
  readonly fill: number;
  /** What was broken, with the first line that broke it. */
  readonly faults: ReadonlyMap<string, string>;
}

interface Told {
  readonly from: number;
  readonly to: number;
  readonly sku: number;
  readonly qty: number;
  readonly coverFrom: number;
  readonly coverTo: number;
  readonly gain: number;
  readonly text: string;
}

interface Plan {
  readonly type: string;
  readonly orders: readonly (readonly number[])[];
  readonly transfers: readonly Told[];
  readonly buy: readonly (readonly number[])[];
}

/**
 * The world of the contract, written from its text alone and with nothing of the product's: it talks to the command as
 * an outsider would, one line at a time, and holds every answer against every rule.
 */
export class Judge {
  private readonly table: Table;
  private readonly network: Network;
  private readonly warm: number;
  private readonly days: number;
  private readonly cells: number;
  private readonly stock: number[];
  private warehouse: number[] | null = null;
  private arrivals: { readonly day: number; readonly cell: number; readonly units: number }[] = [];
  private supplies: { readonly day: number; readonly sku: number; readonly units: number }[] = [];
  private readonly faults = new Map<string, string>();
  private readonly counts = { orders: 0, transfers: 0, explained: 0, wanted: 0, sold: 0 };

  constructor(table: Table, network: Network, warm: number, days: number) {
    this.table = table;
    this.network = network;
    this.warm = warm;
    this.days = Math.min(days, table.days - warm);
    this.cells = table.stores.length * table.skus.length;
    this.stock = new Array<number>(this.cells).fill(0);
  }

  async run(): Promise<Verdict> {
    const child = spawn(process.execPath, ['server/replenish/plan-command.ts', '--stdio'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (text: Buffer) => (complaints += text.toString('utf8')));
    const over = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const talk = new Talk(child);
    const ready = (await talk.ask(this.init())) as { readonly type: string };
    if (ready.type !== 'ready') this.fault('init is answered ready', JSON.stringify(ready));
    for (let day = 0; day < this.warm; day++) talk.tell(this.told(day, this.demandOf(day), []));
    await this.open(talk);
    for (let day = this.warm; day < this.warm + this.days; day++) await this.live(talk, day);
    talk.tell({ type: 'end' });
    const code = await over;
    if (code !== 0) this.fault('end ends the command', `it ended with ${code}`);
    if (complaints !== '') this.fault('nothing to complain about', complaints.slice(0, 200));
    if (talk.rest() > 0) this.fault('nothing but answers on stdout', `${talk.rest()} lines more`);
    const { orders, transfers, explained, sold, wanted } = this.counts;
    return { orders, transfers, explained, fill: sold / wanted, faults: this.faults };
  }

  private init(): object {
    const { table, network } = this;
    const { review, lead, central, supplierReview, supplierLead, season, transfer } = network;
    return {
      type: 'init',
      version: 1,
      level: 0.93,
      explain: true,
      step: 1,
      start: dateOf(table.firstDay),
      stores: table.stores,
      skus: table.skus.map((sku, k) => ({ id: table.skuNames[k], ...sku })),
      network: {
        ...{ review, lead, central, supplierReview, supplierLead, season, transfer },
        regions: [...network.regions],
      },
      holding: network.holding,
    };
  }

  private async open(talk: Talk): Promise<void> {
    const { table, network, cells } = this;
    const count = table.skus.length;
    if (!network.season) {
      for (let c = 0; c < cells; c++) {
        let units = 0;
        for (let day = Math.max(0, this.warm - 28); day < this.warm; day++)
          units += table.demand[day * cells + c]!;
        this.stock[c] = Math.ceil(units / 2);
      }
      if (network.central) {
        this.warehouse = new Array<number>(count).fill(0);
        for (let c = 0; c < cells; c++) this.warehouse[c % count]! += this.stock[c]!;
      }
      return;
    }
    const supply = new Array<number>(count).fill(0);
    for (let day = this.warm; day < this.warm + this.days; day++)
      this.demandOf(day).forEach((units, c) => (supply[c % count]! += units));
    for (let k = 0; k < count; k++) supply[k] = Math.round(supply[k]! * 0.95);
    const answer = (await talk.ask({
      type: 'allocate',
      days: this.days,
      supply,
      central: network.central,
    })) as { readonly type: string; readonly allocation: readonly (readonly number[])[] };
    if (answer.type !== 'allocation') this.fault('allocate is answered', JSON.stringify(answer).slice(0, 80));
    for (const [s, k, units] of answer.allocation) {
      if (!this.isCell(s, k) || !isUnits(units) || supply[k!]! < units!) {
        this.fault('no more is allotted than there is', JSON.stringify([s, k, units]));
        continue;
      }
      supply[k!]! -= units!;
      this.stock[s! * count + k!]! += units!;
    }
    if (network.central) this.warehouse = supply;
    else if (supply.some((units) => units > 0)) this.fault('all is allotted', JSON.stringify(supply));
  }

  private async live(talk: Talk, day: number): Promise<void> {
    const { table, network, stock } = this;
    const count = table.skus.length;
    for (const { day: due, cell, units } of this.arrivals) if (due === day) stock[cell]! += units;
    for (const { day: due, sku, units } of this.supplies) if (due === day) this.warehouse![sku]! += units;
    this.arrivals = this.arrivals.filter(({ day: due }) => due > day);
    this.supplies = this.supplies.filter(({ day: due }) => due > day);
    const sold = this.demandOf(day).map((wanted, c) => Math.min(wanted, stock[c]!));
    this.demandOf(day).forEach((wanted, c) => {
      this.counts.wanted += wanted;
      this.counts.sold += sold[c]!;
      stock[c]! -= sold[c]!;
    });
    const stores = Array.from(table.stores.keys());
    const isClosed = network.season && !network.central;
    const waits = stores.map((s) => (((s - day) % network.review) + network.review) % network.review);
    const mayOrder = isClosed ? [] : stores.filter((s) => waits[s] === 0);
    const mayMove = day % network.transfer.every === 0;
    const mayBuy = network.central && !network.season && day % network.supplierReview === 0;
    const empty = stock.flatMap((units, c) => (units === 0 ? [Math.floor(c / count), c % count] : []));
    const asked = {
      ...this.told(day, sold, empty),
      decide: true,
      stock,
      inbound: this.arrivals.flatMap(({ day: due, cell, units }) => [
        ...[Math.floor(cell / count), cell % count],
        ...[units, due - day],
      ]),
      ...{ mayOrder, nextOrder: isClosed ? waits.map(() => 9999) : waits, mayMove, mayBuy },
      warehouse: this.warehouse,
      supplier: this.supplies.flatMap(({ day: due, sku, units }) => [sku, units, due - day]),
      seasonDaysLeft: network.season ? this.warm + this.days - 1 - day : null,
    };
    const plan = (await talk.ask(asked)) as Plan;
    if (plan.type !== 'plan')
      return this.fault('a day that asks is answered', JSON.stringify(plan).slice(0, 80));
    this.move(plan, day, mayMove);
    this.order(plan, day, mayOrder);
    for (const [k, units] of plan.buy) {
      if (!mayBuy || !isUnits(units) || !this.isCell(0, k) || units! % table.skus[k!]!.pack !== 0)
        this.fault('buys in whole packs on its evening', JSON.stringify([k, units]));
      else this.supplies.push({ day: day + network.supplierLead, sku: k!, units: units! });
    }
  }

  private move({ transfers }: Plan, day: number, mayMove: boolean): void {
    const { table, network, stock } = this;
    const count = table.skus.length;
    for (const line of transfers) {
      const { from, to, sku, qty } = line;
      this.counts.transfers++;
      const isFair =
        mayMove &&
        this.isCell(from, sku) &&
        this.isCell(to, sku) &&
        from !== to &&
        isUnits(qty) &&
        network.regions[from] === network.regions[to] &&
        stock[from * count + sku]! - qty >= table.skus[sku]!.display;
      if (!isFair) {
        this.fault('moves inside a region what is above the display', JSON.stringify(line));
        continue;
      }
      if (this.isExplained(line)) this.counts.explained++;
      else this.fault('a transfer is explained', JSON.stringify(line));
      stock[from * count + sku]! -= qty;
      this.arrivals.push({ day: day + network.transfer.lead, cell: to * count + sku, units: qty });
    }
  }

  private isExplained({ from, to, coverFrom, coverTo, gain, text }: Told): boolean {
    const { stores } = this.table;
    return (
      [...text].length >= 12 &&
      [...text].length <= 240 &&
      !text.includes('\n') &&
      [stores[from]!, stores[to]!, String(coverFrom), String(coverTo)].every((part) => text.includes(part)) &&
      [coverFrom, coverTo].every((cover) => Number.isFinite(cover) && cover >= 0) &&
      gain >= 0
    );
  }

  private order({ orders }: Plan, day: number, mayOrder: readonly number[]): void {
    const { table, network } = this;
    const seen = new Set<string>();
    for (const [s, k, units] of orders) {
      this.counts.orders++;
      const isFair = mayOrder.includes(s!) && this.isCell(s, k) && isUnits(units);
      if (!isFair || units! % table.skus[k!]!.pack !== 0 || seen.has(`${s} ${k}`)) {
        this.fault('orders whole packs, once, on the store’s evening', JSON.stringify([s, k, units]));
        continue;
      }
      seen.add(`${s} ${k}`);
      const filled = this.warehouse ? Math.min(units!, this.warehouse[k!]!) : units!;
      if (this.warehouse) this.warehouse[k!]! -= filled;
      if (filled > 0)
        this.arrivals.push({ day: day + network.lead, cell: s! * table.skus.length + k!, units: filled });
    }
  }

  private demandOf(day: number): readonly number[] {
    return Array.from(this.table.demand.subarray(day * this.cells, (day + 1) * this.cells));
  }

  private told(day: number, sold: readonly number[], empty: readonly number[]): object {
    const count = this.table.skus.length;
    const sales = sold.flatMap((units, c) => (units > 0 ? [Math.floor(c / count), c % count, units] : []));
    return { type: 'day', decide: false, date: dateOf(this.table.firstDay + day), sales, out: empty };
  }

  private isCell(store: number | undefined, sku: number | undefined): boolean {
    const isIn = (at: number | undefined, count: number) =>
      at !== undefined && Number.isInteger(at) && at >= 0 && at < count;
    return isIn(store, this.table.stores.length) && isIn(sku, this.table.skus.length);
  }

  private fault(rule: string, line: string): void {
    if (!this.faults.has(rule)) this.faults.set(rule, line);
  }
}

function isUnits(units: number | undefined): boolean {
  return units !== undefined && Number.isInteger(units) && units > 0;
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** One line out, and one line in for each that asks. */
class Talk {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: string[] = [];
  private wake: (() => void) | undefined;
  private isOver = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      this.answers.push(line);
      this.wake?.();
    });
    lines.on('close', () => {
      this.isOver = true;
      this.wake?.();
    });
  }

  tell(message: object): void {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async ask(message: object): Promise<unknown> {
    this.tell(message);
    while (this.answers.length === 0) {
      if (this.isOver) throw new Error('the command ended before it answered');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return JSON.parse(this.answers.shift()!);
  }

  rest(): number {
    return this.answers.length;
  }
}
