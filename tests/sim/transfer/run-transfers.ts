import type { Costing } from '#domain/stock/costing.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import { checkTables } from '../checks.ts';
import { Database, type DatabaseFlaws } from '../database.ts';
import { Faults, type FaultKind } from '../faults.ts';
import type { Findings } from '../placed.ts';
import { comeToRest, harm } from '../run-seed.ts';
import { Tables, type TableFlaws } from '../tables.ts';
import { Time } from '../time.ts';
import { places, skusOfSim } from '../trade.ts';
import { Base } from './base.ts';
import { checkAtRest } from './check-rest.ts';
import { TransferWatch } from './check-transfers.ts';
import { checkTold } from './check-told.ts';
import { busyMsMax, Crowd } from './crowd.ts';
import { LiveTalks } from './live.ts';
import { Office } from './office.ts';
import { costOfSku, TransferTables } from './store.ts';

export interface TransferOutcome {
  readonly seed: number;
  readonly findings: Findings;
  readonly transfers: number;
  readonly acts: number;
  readonly done: number;
  readonly refused: number;
  readonly edits: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** How often a transfer came to a state, or something else happened that a run is for. */
  readonly reached: ReadonlyMap<string, number>;
  readonly refusals: ReadonlyMap<string, number>;
}

const nodesMax = 3;
const peopleMin = 3;
/** Without faults everybody is answered within so long, and every transfer is ended within as long again. */
const patienceMs = 120_000;

/** One seed, one run: people settle transfers at several nodes while things go wrong; then each must come to an end. */
export async function runTransfers(
  seed: number,
  flaws: TableFlaws & DatabaseFlaws = {},
): Promise<TransferOutcome> {
  const world = new World(seed, flaws);
  const findings = await world.run();
  return { ...world.sums(), findings };
}

class World {
  readonly seed: number;
  readonly time: Time;
  readonly faults: Faults;
  readonly ledger: Tables;
  readonly tables: TransferTables;
  readonly talks: LiveTalks;
  readonly watch: TransferWatch;
  readonly database: Database;
  readonly offices: readonly Office[];
  readonly crowd: Crowd;

  constructor(seed: number, flaws: TableFlaws & DatabaseFlaws) {
    this.seed = seed;
    this.time = new Time(seed);
    const { chance } = this.time;
    this.faults = new Faults(chance);
    const costing: Costing = chance.happens(0.5) ? 'fifo' : 'moving_average';
    this.ledger = new Tables(places, skusOfSim, flaws, costing);
    this.database = new Database(this.ledger, this.time, this.faults, flaws);
    const base: Base = new Base(this.database, (names) => this.watch.look(names));
    const valueFenMax = chance.happens(0.4) ? costOfSku * chance.whole(2, 12) : 1_000_000;
    this.tables = new TransferTables(base, { valueFenMax, regionStepsMax: 9, asksFranchise: true });
    this.talks = new LiveTalks(base, this.tables);
    this.watch = new TransferWatch(this.tables, this.ledger, this.talks);
    const { time, faults, database, tables, talks } = this;
    this.offices = Array.from(
      { length: chance.whole(1, nodesMax) },
      (_, index) => new Office(`node ${index + 1}`, { time, faults, database, places, tables, talks }),
    );
    this.crowd = new Crowd({ time, faults, offices: this.offices, tables, talks });
  }

  async run(): Promise<Findings> {
    const { time, faults } = this;
    const { chance } = time;
    const nodes = this.offices.map(({ node }) => node);
    const findings: Findings = [];
    let busy = 0;
    const goes = (deed: Promise<void>): void => {
      busy += 1;
      void deed.finally(() => (busy -= 1));
    };
    goes(this.crowd.stock());
    const count = chance.whole(peopleMin, this.crowd.people.length);
    for (const person of this.crowd.people.slice(-count)) goes(this.crowd.work(person));
    void harm(time, faults, this.database, nodes, () => busy > 0);
    try {
      await time.runUntil(() => busy === 0 || time.nowMs > busyMsMax);
      faults.end();
      for (const node of nodes) node.start();
      await time.runUntil(() => busy === 0 || time.nowMs > busyMsMax + patienceMs);
      if (busy > 0) findings.push(`liveness: ${busy} people still wait for an answer`);
      await comeToRest(time, nodes);
      findings.push(...this.#check());
      // A day that is closed is behind everybody's clock by now, in stores whose day turns at night too.
      const { closedThrough } = this.ledger;
      if (closedThrough !== null)
        for (const node of nodes) node.turnBeyond((closedThrough + 1) as BusinessDay);
      let isEnded = false;
      const untilMs = time.nowMs + patienceMs;
      void this.crowd.endAll(findings).then(() => (isEnded = true));
      await time.runUntil(() => isEnded || time.nowMs > untilMs);
      if (!isEnded) findings.push('liveness: a transfer could not be ended');
      await comeToRest(time, nodes);
      findings.push(...this.#check());
      for (const [key, level] of this.ledger.levels)
        if (level.reserved !== 0 || (Number(key.split(' ')[0]) % 2 === 0 && level.onHand !== 0))
          findings.push(`I5 all transfers are over, ${key} has ${level.onHand}, ${level.reserved} reserved`);
    } catch (error) {
      findings.push(`liveness: ${error instanceof Error ? error.message : String(error)}`);
    }
    return [...this.watch.findings, ...findings].slice(0, 50);
  }

  sums(): Omit<TransferOutcome, 'findings'> {
    const answers = this.crowd.acts.flatMap((one) => one.answers.slice(0, 1));
    const refusals = new Map<string, number>();
    for (const answer of answers)
      if (answer.outcome === 'refused') refusals.set(answer.code, (refusals.get(answer.code) ?? 0) + 1);
    return {
      seed: this.seed,
      transfers: this.tables.transfers().length,
      acts: this.crowd.acts.length,
      done: answers.filter(({ outcome }) => outcome === 'done').length,
      refused: answers.filter(({ outcome }) => outcome === 'refused').length,
      edits: this.crowd.edits,
      faults: this.faults.counts,
      reached: this.watch.reached,
      refusals,
    };
  }

  #check(): Findings {
    const walls = new Map(this.offices.map(({ node }) => [node.name, node.tiles ?? new Map()] as const));
    return [
      ...checkTables(this.ledger, walls),
      ...checkAtRest(this.watch, this.tables, this.ledger),
      ...checkTold(this.tables, this.crowd.acts, this.crowd.begun),
      ...this.offices.flatMap(({ node, troubles }) =>
        troubles.map((trouble) => `500 ${node.name}: ${String(trouble)}`),
      ),
    ];
  }
}
