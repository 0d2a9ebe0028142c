/** A line of a paper that is picked or unpacked by scan. */
export interface ScannedLine {
  readonly skuCode: string;
  readonly barcodes: readonly { readonly barcode: string; readonly quantity: number }[];
  /** What the supplier calls it, where there is one. */
  readonly supplierCode?: string;
}

/** What a scan means on a paper: the line, and how many base units it stands for. A case that carries its own code is a case. */
export function lineOfScan<Line extends ScannedLine>(
  lines: readonly Line[],
  code: string,
): { readonly line: Line; readonly units: number } | undefined {
  for (const line of lines) {
    const barcode = line.barcodes.find((one) => one.barcode === code);
    if (barcode) return { line, units: barcode.quantity };
    if (line.skuCode === code || (line.supplierCode && line.supplierCode === code)) return { line, units: 1 };
  }
  return undefined;
}
