/** What an entry of a live document may hold: small JSON, never a nested shared type. */
export type LiveValue =
  null | boolean | number | string | readonly LiveValue[] | { readonly [name: string]: LiveValue };

/** A schema of one value; `zod/mini` makes one, and it costs the page little. */
export interface ValueSchema<Value> {
  safeParse(value: unknown): { readonly success: true; readonly data: Value } | { readonly success: false };
}

/** One root map of a document: flat, key → value. */
export interface RootShape<Value extends LiveValue = LiveValue> {
  /**
   * Matches whole keys. A group named `counter` must be a counter of the writer, one named `account` his account:
   * so nobody writes, overwrites or erases a colleague's entry. [LD-4]
   */
  readonly key: RegExp;
  readonly value: ValueSchema<Value>;
  /** Whether a key may be taken away again. A count never is: 0 is not "not counted". */
  readonly isErasable: boolean;
}

export type RootShapes = Readonly<Record<string, RootShape>>;

/** The shape of one kind of document, the same for page and server. Whatever does not fit is refused before it is applied. */
export interface DocumentShape<Roots extends RootShapes = RootShapes> {
  /** `[a-z][a-z0-9-]*`: names the kind in addresses, tables and on devices. */
  readonly kind: string;
  /** Rises when older pages could no longer write it rightly; they then only read and are told to reload. */
  readonly version: number;
  readonly roots: Roots;
  /** Most keys over all roots. */
  readonly entriesMax: number;
}

export type ValueOf<Shape extends DocumentShape, Root extends keyof Shape['roots']> =
  Shape['roots'][Root] extends RootShape<infer Value> ? Value : never;

/** Declares a shape and keeps the types of its values. */
export function documentShape<const Roots extends RootShapes>(
  shape: DocumentShape<Roots>,
): DocumentShape<Roots> {
  return shape;
}

export const keyLengthMax = 200;
/** Of the JSON of one value. */
export const valueLengthMax = 2_000;
/** Ids in addresses: `stocktake/4711`, `transfer/S012-4711`. */
export const documentIdPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
