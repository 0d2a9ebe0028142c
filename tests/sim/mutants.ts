import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';
import { transferMutants } from './transfer/mutants.ts';

const ledgerMutants: Readonly<Record<string, Mutant>> = {
  'ack before commit': { what: 'answers before the batch is durable', flaws: { answersBeforeCommit: true } },
  'key not unique': { what: 'the same key is written twice', flaws: { keysMayRepeat: true } },
  'position hole': { what: 'a head skips a position', flaws: { positionsSkip: true } },
  'head not checked': {
    what: 'a stale batch is written over a newer one',
    flaws: { headsAreNotChecked: true },
  },
  'stale refusal': {
    what: 'goods are refused that a receipt answered before has brought',
    flaws: { refusalsAreNotChecked: true },
  },
  'half a batch': { what: 'the last document of a batch is not written', flaws: { writesHalf: true } },
  'refusal forgotten': { what: 'a refused key is free again', flaws: { forgetsRefusals: true } },
  'rollup overwritten': {
    what: 'an hour’s sales are those of the last batch',
    flaws: { rollupsOverwrite: true },
  },
  'level not written': { what: 'a level stays as it was', flaws: { levelsKeepOld: true } },
  'cache not forgotten': {
    what: 'after a retry the levels are the stale ones',
    edit: {
      file: 'server/stock/ledger.ts',
      find: 'this.#folder.forget(touched);',
      instead: '',
    },
  },
  'levels of an old head': {
    what: 'a head that is read anew keeps the levels of the old one',
    edit: {
      file: 'server/stock/level-cache.ts',
      find: 'if (known?.head.position === head.position && known.head.rules === head.rules) continue;',
      instead: 'if (known) { known.head = head; continue; }',
    },
  },
  'rules not read again': {
    what: 'a day that was closed elsewhere is still open here',
    edit: {
      file: 'server/stock/folder.ts',
      find: 'this.#rules = undefined;',
      instead: '',
    },
  },
  'newest layer first': {
    what: 'what came last leaves first',
    edit: {
      file: 'domain/stock/layer.ts',
      find: ': layers;\n}',
      instead: ': layers.toReversed();\n}',
    },
  },
  'own layer left': {
    what: 'a mirror takes whatever layer is the oldest',
    edit: {
      file: 'domain/stock/post.ts',
      find: '{ ...mirrored, own, target: source }',
      instead: '{ ...mirrored, target: source }',
    },
  },
  'debt becomes a layer': {
    what: 'goods that were owed are layered as if they were on hand',
    edit: {
      file: 'domain/stock/level.ts',
      find: 'const owed = before.onHand < 0 ? Math.min(-before.onHand, units) : 0;',
      instead: 'const owed = 0;',
    },
  },
  'draw lost': { what: 'what a batch drew from layers is not kept', flaws: { drawsAreLost: true } },
  'costing not told': {
    what: 'a change of costing does not count the rules on',
    flaws: { costingForgetsRules: true },
    from: 1200,
  },
  'input not compared': {
    what: 'a known key answers whatever is sent with it',
    edit: {
      file: 'server/stock/ledger.ts',
      find: 'row.input_hash === entry.inputHash',
      instead: 'true',
    },
  },
  'linked document out of date': {
    what: 'a return and a reversal of one sale at two nodes are both posted',
    edit: {
      file: 'server/stock/folder.ts',
      find: "throw new HeadMoved('a head moved while a linked document was read');",
      instead: 'continue;',
    },
    from: 100,
  },
  'time goes back': {
    what: 'a document takes effect before the one that stands before it',
    edit: {
      file: 'server/stock/batch.ts',
      find: 'const effectiveAtMs = Math.max(\n      head.effectiveAtMs,',
      instead: 'const effectiveAtMs = Math.max(\n      -Infinity,',
    },
  },
  'reserved is sold': {
    what: 'what is reserved counts as available',
    edit: {
      file: 'domain/stock/shortage.ts',
      find: 'asked > availableOf(level)',
      instead: 'asked > level.onHand',
    },
  },
  'stretch left open': {
    what: 'a stretch below zero never ends',
    edit: {
      file: 'server/stock/batch-rows.ts',
      find: 'else if (before < 0 && after >= 0)',
      instead: 'else if (before < -1_000_000 && after >= 0)',
    },
  },
  'hole not seen': {
    what: 'the wall skips what another node posted',
    edit: {
      file: 'server/wall/follower.ts',
      find: 'if (position > known + 1) {',
      instead: 'if (position > known + 1_000_000) {',
    },
  },
  'document folded twice': {
    what: 'the wall counts a document again when it hears it again',
    edit: { file: 'server/wall/follower.ts', find: '|| position <= known)', instead: '|| position < known)' },
    from: 50,
  },
  'day counted twice': {
    what: 'a day that begins counts the sales again that it began with',
    edit: {
      file: 'domain/wall/tile-fold.ts',
      find: 'if (document.position <= this.#soldThrough) return;',
      instead: '',
    },
  },
};

export const mutants: Readonly<Record<string, Mutant>> = { ...ledgerMutants, ...transferMutants };

const root = new URL('../../', import.meta.url);

/** Puts a mutant's text in place of the product's, in this process, before it is loaded. */
export function plant({ edit }: Mutant): void {
  if (!edit) return;
  const url = new URL(edit.file, root).href;
  const text = readFileSync(fileURLToPath(url), 'utf8');
  if (text.split(edit.find).length !== 2)
    throw new Error(`${edit.file} no longer has once what the mutant changes: mend tests/sim/mutants.ts`);
  registerHooks({
    load: (asked, context, next) =>
      asked === url
        ? { format: 'module-typescript', shortCircuit: true, source: text.replace(edit.find, edit.instead) }
        : next(asked, context),
  });
}
