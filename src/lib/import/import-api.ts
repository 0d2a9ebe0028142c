import { call } from '../call/call.ts';
import type { Columns, ImportKind } from '#domain/import/field.ts';
import type { ImportJob, ImportPlan } from '#protocol/import/views.ts';

/** What a file is, before anything is decided. */
export interface Look {
  readonly sheets: readonly string[];
  readonly headRow: number;
  readonly kind: ImportKind;
  readonly heads: readonly string[];
  readonly columns: Columns;
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
}

export interface RecentJob {
  readonly id: string;
  readonly fileName: string;
  readonly kind: ImportKind;
  readonly state: ImportJob['state'];
  readonly createdAtMs: number;
}

export async function upload(
  file: File,
  kind?: ImportKind,
): Promise<{ readonly id: string; readonly plan: ImportPlan; readonly look: Look }> {
  return call('POST', '/api/imports', {
    fileName: file.name,
    file: await base64Of(file),
    ...(kind ? { kind } : {}),
  });
}

export function lookAgain(
  id: string,
  ask: { sheet: number; headRow?: number; kind?: ImportKind },
): Promise<Look> {
  return call('POST', `/api/imports/${id}/look`, ask);
}

export function check(id: string, plan: ImportPlan): Promise<ImportJob> {
  return call('PUT', `/api/imports/${id}/plan`, plan);
}

export function commit(id: string): Promise<ImportJob> {
  return call('POST', `/api/imports/${id}/commit`, {});
}

export function takeBack(id: string): Promise<ImportJob> {
  return call('POST', `/api/imports/${id}/undo`, {});
}

export function readJob(id: string): Promise<ImportJob> {
  return call('GET', `/api/imports/${id}`);
}

export async function readRecent(): Promise<readonly RecentJob[]> {
  return (await call<{ readonly jobs: readonly RecentJob[] }>('GET', '/api/imports')).jobs;
}

/** The browser's own reader: a loop over megabytes would hold the page up. */
function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => reject(reader.error ?? new Error('the file can’t be read'));
    reader.readAsDataURL(file);
  });
}
