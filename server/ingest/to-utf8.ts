import { Transform, type TransformCallback } from 'node:stream';

/** How much is looked at, from the first sign beyond ASCII on, before it is decided in what the text is written. */
const sampleBytes = 4096;

type Decoder = InstanceType<typeof TextDecoder>;

/**
 * Passes UTF-8 on and turns UTF-16 (with its mark) and GB18030, in which a Chinese Excel saves CSV, into it. While all is
 * ASCII nothing is decided. Text that is not what it began as fails with Node's ERR_ENCODING_INVALID_ENCODED_DATA.
 */
export class ToUtf8 extends Transform {
  #decoder: Decoder | undefined;
  /** What has come of a text in which the first sign beyond ASCII has been seen, until it is decided. */
  #sample: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#answer(done, () => this.#take(chunk));
  }

  override _flush(done: TransformCallback): void {
    this.#answer(done, () => {
      const sampled = this.#sample.length > 0 ? this.#decide() : '';
      return Buffer.from(sampled + (this.#decoder?.decode() ?? ''));
    });
  }

  #take(chunk: Buffer): Buffer {
    if (this.#decoder) return Buffer.from(this.#decoder.decode(chunk, { stream: true }));
    const isGathering = this.#sample.length > 0;
    const from = isGathering ? 0 : firstBeyondAscii(chunk);
    this.#sample = Buffer.concat([this.#sample, chunk.subarray(from)]);
    const ascii = chunk.subarray(0, from);
    if (this.#sample.length < sampleBytes) return ascii;
    return Buffer.concat([ascii, Buffer.from(this.#decide())]);
  }

  #decide(): string {
    const sample = this.#sample;
    this.#sample = Buffer.alloc(0);
    const [one, two] = sample;
    const names =
      one === 0xff && two === 0xfe
        ? ['utf-16le']
        : one === 0xfe && two === 0xff
          ? ['utf-16be']
          : ['utf-8', 'gb18030'];
    let failure: unknown;
    for (const name of names) {
      try {
        const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
        const text = decoder.decode(sample, { stream: true });
        this.#decoder = decoder;
        return text;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  #answer(done: TransformCallback, make: () => Buffer): void {
    try {
      done(null, make());
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function firstBeyondAscii(chunk: Buffer): number {
  const at = chunk.findIndex((byte) => byte > 0x7f);
  return at < 0 ? chunk.length : at;
}
