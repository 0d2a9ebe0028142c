import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile, readManifest, type Manifest } from './manifest.ts';

const dayMs = 86_400_000;
/** Of each company: every backup of the last days, then one a week. */
export const dailyKept = 7;
export const weeklyKept = 5;

export interface KeptBackup {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Bytes on the disk. */
  readonly size: number;
}

/** The whole backups that lie in a folder, the newest first; of one company where one is named. */
export function listBackups(folder: string, slug?: string): readonly KeptBackup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, manifestFile)))
    .map((entry) => {
      const place = join(folder, entry.name);
      return { folder: place, manifest: readManifest(place), size: sizeOf(place) };
    })
    .filter(({ manifest }) => slug === undefined || manifest.company.slug === slug)
    .sort((a, b) => b.manifest.madeAt.localeCompare(a.manifest.madeAt));
}

/** Throws old ones away: those beyond the days and weeks kept, and what killed backups left. Answers what went. */
export function rotate(folder: string, slug: string, nowMs: number): readonly string[] {
  const gone = leftOvers(folder, slug);
  const weeks = new Set<number>();
  for (const { folder: place, manifest } of listBackups(folder, slug)) {
    const madeMs = Date.parse(manifest.madeAt);
    if (nowMs - madeMs < dailyKept * dayMs) continue;
    const week = Math.floor(madeMs / (7 * dayMs));
    if (!weeks.has(week) && weeks.size < weeklyKept) weeks.add(week);
    else gone.push(place);
  }
  for (const place of gone) rmSync(place, { recursive: true, force: true });
  return gone;
}

function leftOvers(folder: string, slug: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${slug}-`) && name.endsWith('.partial'))
    .map((name) => join(folder, name));
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
