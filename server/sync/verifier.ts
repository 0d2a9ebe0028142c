import { Worker } from 'node:worker_threads';
import type { VerifyAnswer, VerifyOrder } from './verify-worker.ts';

const answerMsMax = 60_000;

/** Loads states as a newcomer would, in a thread of its own, so that nobody waits for it. Started when first needed. */
export class Verifier {
  #worker: Worker | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, (answer: VerifyAnswer | Error) => void>();

  /** The hash of what a newcomer sees, and the state deflated. */
  async verify(state: Uint8Array, roots: readonly string[]): Promise<VerifyAnswer> {
    const id = this.#nextId++;
    const answer = await new Promise<VerifyAnswer | Error>((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve(new Error('a live document could not be checked in time'));
      }, answerMsMax).unref();
      this.#waiting.set(id, (found) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(found);
      });
      const order: VerifyOrder = { id, state, roots };
      this.#open().postMessage(order);
    });
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', (answer: VerifyAnswer) => this.#waiting.get(answer.id)?.(answer));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('the checking thread ended')));
    this.#worker = worker;
    return worker;
  }

  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const tell of [...this.#waiting.values()])
      tell(error instanceof Error ? error : new Error(String(error)));
  }
}
