import { drawingSVG, qrcode, type RenderOptions } from 'bwip-js/generic';

/** A link as a QR code, as SVG. */
export function drawQr(text: string): string {
  return qrcode({ bcid: 'qrcode', text, eclevel: 'M' } as unknown as RenderOptions, drawingSVG());
}
