import { code128, drawingSVG, ean13, ean8, itf14, upca, type RenderOptions } from 'bwip-js/generic';
import { codeKindOf } from '#domain/catalog/barcode.ts';

/**
 * A barcode as SVG, in the kind that the code is; whatever is no GTIN is drawn as Code 128. The digits are left to the
 * page. Undefined where a code can't be drawn (Chinese in it, say).
 */
export function drawBarcode(code: string): string | undefined {
  const draw = { ean13, ean8, upc: upca, case: itf14, own: code128 }[codeKindOf(code)];
  const options = {
    bcid: '',
    text: code,
    height: 12,
    includetext: false,
    paddingwidth: 0,
  } as unknown as RenderOptions;
  try {
    return draw(options, drawingSVG());
  } catch {
    return undefined;
  }
}
