import type { Costing } from '#domain/stock/costing.ts';
import { Client, submissionOf, type Seen } from './client.ts';
import { isRefusedByTables } from './check-seen.ts';
import { checkRun } from './checks.ts';
import type { Findings } from './placed.ts';
import { Database, type DatabaseFlaws, type Tried } from './database.ts';
import { Faults, type FaultKind } from './faults.ts';
import { businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import { beginsMs, Node } from './node.ts';
import { Tables, type TableFlaws } from './tables.ts';
import { Time } from './time.ts';
import { drawCommand, places, skusOfSim, type Posted } from './trade.ts';

export interface Outcome {
  readonly seed: number;
  /** How the company costed when the run began. */
  readonly first: Costing;
  readonly findings: Findings;
  readonly commands: number;
  readonly posted: number;
  readonly refused: number;
  readonly requests: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** What the tables were asked to write, in that order. */
  readonly tried: readonly Tried[];
  readonly tables: Tables;
  readonly seen: readonly Seen[];
}

const nodesMax = 3;
const clientsMax = 10;
const commandsOfClientMax = 14;
/** Things go wrong for so long at most; then everybody must be answered within the patience. */
const faultsMsMax = 90_000;
const patienceMs = 60_000;

/** One seed, one run: people trade at several nodes while things go wrong; then all of it must be right. */
export async function runSeed(seed: number, flaws: TableFlaws & DatabaseFlaws = {}): Promise<Outcome> {
  const time = new Time(seed);
  const { chance } = time;
  const faults = new Faults(chance);
  const first: Costing = chance.happens(0.5) ? 'fifo' : 'moving_average';
  const tables = new Tables(places, skusOfSim, flaws, first);
  const database = new Database(tables, time, faults, flaws);
  const nodes = Array.from(
    { length: chance.whole(1, nodesMax) },
    (_, index) => new Node(`node ${index + 1}`, { time, faults, database, places }),
  );
  const seen: Seen[] = [];
  const posted: Posted[] = [];
  const clients = Array.from({ length: chance.whole(2, clientsMax) }, () => new Client(time, faults, nodes));
  let trading = clients.length;
  const trade = async (client: Client): Promise<void> => {
    const count = chance.whole(3, commandsOfClientMax);
    for (let index = 0; index < count; index++) {
      if (chance.happens(0.4)) await time.sleep(chance.whole(0, 400));
      const one = draw(time, faults, seen, posted);
      seen.push(one);
      await client.send(one, (node) => node.post(submissionOf(one)));
      remember(one, posted);
    }
    trading -= 1;
  };
  for (const client of clients) void trade(client);
  void harm(time, faults, database, nodes, () => trading > 0);
  const findings: Findings = [];
  try {
    await time.runUntil(() => trading === 0 || time.nowMs > faultsMsMax);
    faults.end();
    for (const node of nodes) node.start();
    await time.runUntil(() => trading === 0 || time.nowMs > faultsMsMax + patienceMs);
    if (trading > 0) findings.push(`liveness: ${trading} people still wait for an answer`);
    await comeToRest(time, nodes);
  } catch (error) {
    findings.push(`liveness: ${error instanceof Error ? error.message : String(error)}`);
  }
  const walls = new Map(nodes.map((node) => [node.name, node.tiles ?? new Map()] as const));
  return {
    seed,
    first,
    findings: [...findings, ...checkRun(tables, seen, walls)],
    commands: new Set(seen.map(({ key }) => key)).size,
    posted: tables.documents.size,
    refused: tables.rows.length - tables.documents.size,
    requests: seen.reduce((sum, one) => sum + one.answers.length, 0),
    faults: faults.counts,
    tried: database.tried,
    seen,
    tables,
  };
}

function draw(time: Time, faults: Faults, seen: readonly Seen[], posted: readonly Posted[]): Seen {
  const { chance } = time;
  const fresh = (key: string, isOtherInput = false): Seen => ({
    key,
    command: drawCommand(chance, faults, posted),
    invoked: time.stamp(),
    isOtherInput,
    answers: [],
    answered: undefined,
    failed: undefined,
  });
  const known = seen.filter((one) => !one.isOtherInput && !isRefusedByTables(one.failed));
  if (known.length > 0 && faults.happens('key again')) {
    const { key, command } = chance.pick(known);
    return { ...fresh(key), command };
  }
  const answered = known.filter((one) => one.answers.length > 0);
  if (answered.length > 0 && faults.happens('key with other input')) {
    const { key, command } = chance.pick(answered);
    const other = fresh(key, true);
    return JSON.stringify(other.command) === JSON.stringify(command) ? fresh(chance.uuid()) : other;
  }
  return fresh(chance.uuid());
}

function remember({ answers: [answer], command }: Seen, posted: Posted[]): void {
  if (answer?.outcome !== 'posted') return;
  const { location, position } = answer;
  posted.push({
    kind: command.kind,
    ref: { location, position },
    lines: 'lines' in command ? command.lines.length : 1,
  });
}

/** Crashes, clocks that jump and databases that go away, as long as people trade. */
export async function harm(
  time: Time,
  faults: Faults,
  database: Database,
  nodes: readonly Node[],
  isTrading: () => boolean,
): Promise<void> {
  const { chance } = time;
  while (isTrading()) {
    await time.sleep(chance.whole(20, 700));
    const node = chance.pick(nodes);
    if (node.isUp && faults.happens('crash')) {
      node.kill();
      time.after(chance.whole(50, 3000), () => node.start());
    }
    if (faults.happens('clock jump'))
      node.turnClock(chance.pick([-86_400_000, -3_600_000, -1500, 1500, 3_600_000, 86_400_000]));
    if (faults.happens('days closed')) {
      const { day } = businessMoment(beginsMs + time.nowMs, 'Asia/Shanghai', 0);
      void database.closeDays((day - chance.whole(1, 3)) as BusinessDay);
    }
    if (faults.happens('new period')) void beginPeriod(time, database, nodes);
    if (faults.happens('database gone')) database.fail(chance.whole(50, 4000));
  }
}

/** All days with documents are closed, the costing is changed, and people go on trading on the next day. */
async function beginPeriod(time: Time, database: Database, nodes: readonly Node[]): Promise<void> {
  const today = businessMoment(beginsMs + time.nowMs, 'Asia/Shanghai', 0).day;
  const days = [...database.tables.documents.values()].map(({ businessDay }) => businessDay);
  const through = Math.max(today, ...days) as BusinessDay;
  await database.closeDays(through);
  await time.sleep(time.chance.whole(0, 400));
  await database.changeCosting();
  for (const node of nodes) node.turnBeyond(through);
}

/** Late replies come in, walls poll until they have all there is. */
export async function comeToRest(time: Time, nodes: readonly Node[]): Promise<void> {
  const restMs = 15_000;
  const restUntilMs = time.nowMs + restMs;
  await time.runUntil(() => time.nowMs >= restUntilMs);
  let caughtUp = 0;
  for (const node of nodes) void node.catchUp().then(() => (caughtUp += 1));
  await time.runUntil(() => caughtUp === nodes.length);
}
