// The measured curves in the form the generator draws from.
import { cumulate } from './chance.ts';
import { curves, promotionBands } from './curves.ts';

export type CurveCode = keyof typeof curves;

export type Curve = {
  /** Cumulated share of the day's demand by hour. */
  readonly hours: Float64Array;
  /** Monday first, mean 1. */
  readonly weekdays: readonly number[];
  readonly rateLogMean: number;
  readonly rateLogDeviation: number;
  /** Cumulated share of lines of 1, 2, .. pieces. */
  readonly pieces: Float64Array;
  readonly piecesMean: number;
  readonly dayVariance: number;
  /** Share of SKU-weeks at a reduced price. */
  readonly reduced: number;
  /** What promotions do to the mean, to be divided out. */
  readonly upliftMean: number;
};

const bandUpliftMean = promotionBands.reduce((sum, band) => sum + band.share * band.uplift, 0);

/** The curve of a code of `curves.ts`. */
export function curveOf(code: CurveCode): Curve {
  return curveByCode[code];
}

function compile(code: CurveCode): Curve {
  const measured = curves[code];
  const total = measured.piecesBp.reduce<number>((sum, share) => sum + share, 0);
  return {
    hours: cumulate(measured.hoursBp),
    weekdays: measured.weekdays,
    rateLogMean: measured.rateLog[0],
    rateLogDeviation: measured.rateLog[1],
    pieces: cumulate(measured.piecesBp),
    piecesMean: measured.piecesBp.reduce<number>(
      (sum, share, index) => sum + (share / total) * (index + 1),
      0,
    ),
    dayVariance: measured.dayVariance,
    reduced: measured.reduced,
    upliftMean: 1 + measured.reduced * (bandUpliftMean - 1),
  };
}

const curveCodes = Object.keys(curves) as CurveCode[];
const curveByCode = Object.fromEntries(curveCodes.map((code) => [code, compile(code)])) as Record<
  CurveCode,
  Curve
>;
