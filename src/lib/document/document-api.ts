import { call, CallProblem } from '../call/call.ts';
import type { BarcodeAnswer } from '#protocol/catalog/views.ts';
import type { PostAnswer, PostRequest } from '#protocol/stock/command.ts';
import type { DocumentRow } from '#protocol/stock/documents.ts';

export interface DocumentsAsk {
  readonly store?: number | undefined;
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly papers?: boolean | undefined;
  readonly mine?: boolean | undefined;
  /** Business days, each store’s own, as `2026-11-24`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface DocumentsPage {
  readonly documents: readonly DocumentRow[];
  readonly before: { readonly ms: number; readonly key: string } | null;
}

export function documentParams(ask: DocumentsAsk): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(ask)) {
    if (value === undefined || value === '' || value === false) continue;
    params.set(name, value === true ? '1' : String(value));
  }
  return params;
}

/** What stands in the filters above the list. Papers: what people write, without the sales that come by themselves. */
export interface DocumentsFilter {
  readonly store: string;
  readonly kind: string;
  readonly state: string;
  readonly from: string;
  readonly to: string;
  readonly isMine: boolean;
}

export function filterOfParams(params: URLSearchParams): DocumentsFilter {
  const text = (name: string, usual = '') => params.get(name) ?? usual;
  return {
    store: text('store'),
    kind: text('kind', 'papers'),
    state: text('state'),
    from: text('from'),
    to: text('to'),
    isMine: false,
  };
}

export function askOf({ store, kind, state, from, to, isMine }: DocumentsFilter): DocumentsAsk {
  return {
    store: Number(store) || undefined,
    kind: kind === 'papers' || kind === 'all' ? undefined : kind,
    papers: kind === 'papers',
    state: state || undefined,
    mine: isMine,
    from: from || undefined,
    to: to || undefined,
  };
}

export function documentsPath(ask: DocumentsAsk, before?: DocumentsPage['before']): string {
  const params = documentParams(ask);
  if (before) {
    params.set('before', String(before.ms));
    params.set('key', before.key);
  }
  return `/api/documents?${params}`;
}

export function readDocuments(ask: DocumentsAsk, before?: DocumentsPage['before']): Promise<DocumentsPage> {
  return call('GET', documentsPath(ask, before));
}

/** Posts; a refusal is an answer, not a failure. Throws `CallProblem` where there was no answer. */
export async function post(request: PostRequest, key: string): Promise<PostAnswer> {
  try {
    return await call<PostAnswer>('POST', '/api/documents', request, {
      'idempotency-key': key,
      'tongpan-device-time': String(Date.now()),
    });
  } catch (problem) {
    if (problem instanceof CallProblem && problem.facts['outcome'] === 'refused')
      return problem.facts as unknown as PostAnswer;
    throw problem;
  }
}

/** What pasted codes mean, in the order given. */
export async function lookUpMany(
  codes: readonly string[],
  storeId: number | null,
): Promise<readonly BarcodeAnswer[]> {
  const { answers } = await call<{ readonly answers: readonly BarcodeAnswer[] }>('POST', '/api/barcodes', {
    codes,
    storeId,
  });
  return answers;
}

export interface DocumentPhoto {
  readonly id: number;
  readonly atMs: number;
  readonly accountName: string;
}

export async function readPhotos(number: string): Promise<readonly DocumentPhoto[]> {
  return (
    await call<{ readonly photos: readonly DocumentPhoto[] }>(
      'GET',
      `/api/documents/${encodeURIComponent(number)}/photos`,
    )
  ).photos;
}

export async function addPhoto(number: string, file: Blob): Promise<unknown> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return call('POST', `/api/documents/${encodeURIComponent(number)}/photos`, { image: btoa(text) });
}
