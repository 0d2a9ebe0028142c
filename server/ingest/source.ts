import type { FieldMap, IngestKind } from '#domain/ingest/field.ts';
import type { LaneRules } from '#domain/ingest/lane.ts';
import type { DateFormat } from '#domain/ingest/when.ts';

/** One or more files of the same shape and what their columns mean. */
export interface Source {
  readonly files: readonly string[];
  readonly kind: IngestKind;
  readonly map: FieldMap;
  readonly dateFormat: DateFormat;
  /** Base units in one unit of the file. */
  readonly quantityScale: number;
  readonly rules: LaneRules;
  /** Neighbouring rows of one store and moment make one document. */
  readonly joinsRuns: boolean;
  /** SKUs and stores that the catalogue does not know are made. */
  readonly createsMissing: boolean;
  /** For openings without a date: the business day they stand for, days since 1970-01-01. */
  readonly day?: number;
  /** The file says what is on hand after these: the opening is that plus what they took less what they brought. */
  readonly closingOf?: readonly Source[];
}

export const plainSource = {
  dateFormat: 'ymd',
  quantityScale: 1,
  rules: {},
  joinsRuns: false,
  createsMissing: false,
} as const satisfies Partial<Source>;
