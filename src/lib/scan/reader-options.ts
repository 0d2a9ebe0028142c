import type { ReaderOptions } from 'zxing-wasm/reader';

/** What the camera's reader looks for: one code a frame, of the kinds that goods carry. */
export const readerOptions: ReaderOptions = {
  formats: ['EAN13', 'EAN8', 'UPCA', 'UPCE', 'Code128', 'Code39', 'ITF', 'QRCode', 'DataMatrix'],
  tryHarder: true,
  maxNumberOfSymbols: 1,
};
