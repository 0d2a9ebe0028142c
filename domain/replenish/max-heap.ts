/** A binary heap of arcs by worth. */
export class MaxHeap {
  private readonly worths: number[] = [];
  private readonly arcs: number[] = [];

  get top(): number {
    return this.worths[0] ?? -Infinity;
  }

  push(worth: number, arc: number): void {
    let at = this.worths.length;
    this.worths.push(worth);
    this.arcs.push(arc);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (this.worths[up]! >= worth) break;
      this.swap(at, up);
      at = up;
    }
  }

  pop(): number | undefined {
    const top = this.arcs[0];
    const worth = this.worths.pop();
    const arc = this.arcs.pop();
    if (top === undefined || worth === undefined || arc === undefined || this.arcs.length === 0) return top;
    this.worths[0] = worth;
    this.arcs[0] = arc;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let largest = at;
      if (left < this.arcs.length && this.worths[left]! > this.worths[largest]!) largest = left;
      if (right < this.arcs.length && this.worths[right]! > this.worths[largest]!) largest = right;
      if (largest === at) return top;
      this.swap(at, largest);
      at = largest;
    }
  }

  private swap(a: number, b: number): void {
    const worth = this.worths[a]!;
    const arc = this.arcs[a]!;
    this.worths[a] = this.worths[b]!;
    this.arcs[a] = this.arcs[b]!;
    this.worths[b] = worth;
    this.arcs[b] = arc;
  }
}
