import { m } from '#messages';
import type { JobName } from '#protocol/admin/overview.ts';

export const jobWords: {
  readonly [Name in JobName]: { readonly name: () => string; readonly note: () => string };
} = {
  verify: { name: m.admin_job_verify, note: m.admin_job_verify_note },
  backup: { name: m.admin_job_backup, note: m.admin_job_backup_note },
  drill: { name: m.admin_job_drill, note: m.admin_job_drill_note },
};

const deedNames: Readonly<Record<string, () => string>> = {
  'session.open': m.audit_do_session_open,
  'session.refused': m.audit_do_session_refused,
  'session.sprayed': m.audit_do_session_sprayed,
  'session.close': m.audit_do_session_close,
  'session.expire': m.audit_do_session_expire,
  'permission.refused': m.audit_do_permission_refused,
  'kiosk.make': m.audit_do_kiosk_make,
  'kiosk.revoke': m.audit_do_kiosk_revoke,
  'demo.speed': m.audit_do_demo_speed,
  'demo.restart': m.audit_do_demo_restart,
  'alert.take': m.audit_do_alert_take,
  'alert.release': m.audit_do_alert_release,
  'job.run': m.audit_do_job_run,
  'key.make': m.audit_do_key_make,
  'key.revoke': m.audit_do_key_revoke,
  'webhook.make': m.audit_do_webhook_make,
  'webhook.change': m.audit_do_webhook_change,
  'webhook.remove': m.audit_do_webhook_remove,
};

/** What people call a deed; one that has no name here keeps its own word. */
export function deedName(action: string): string {
  return deedNames[action]?.() ?? action;
}

/** 12.3 MB; binary steps, as disks and databases are counted. */
export function size(bytes: number, language: string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** step;
  const digits = value < 10 && step > 0 ? 1 : 0;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} ${units[step]}`;
}

export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return m.admin_hours({ hours, minutes: minutes % 60 });
  return m.admin_days({ days: Math.floor(hours / 24), hours: hours % 24 });
}
