/** Lines of a stream, as they come; a night of half a million cells is one line of many megabytes. */
export async function* linesOf(
  input: AsyncIterable<Buffer>,
  textOf: (line: Buffer) => string = (line) => line.toString('utf8'),
): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      const line = parts.length === 1 ? (parts[0] ?? chunk) : Buffer.concat(parts);
      parts = [];
      start = end + 1;
      yield textOf(line);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield textOf(Buffer.concat(parts));
}

/** Writes a line and waits where the reader is slower than we are. */
export async function writeLine(output: NodeJS.WritableStream, line: string): Promise<void> {
  if (output.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => output.once('drain', resolve));
}
