import { m } from '#messages';
import type { Deed } from '#protocol/identity/deeds.ts';
import type { JobName } from '#protocol/admin/overview.ts';

export const jobWords: {
  readonly [Name in JobName]: { readonly name: () => string; readonly note: () => string };
} = {
  verify: { name: m.admin_job_verify, note: m.admin_job_verify_note },
  backup: { name: m.admin_job_backup, note: m.admin_job_backup_note },
  drill: { name: m.admin_job_drill, note: m.admin_job_drill_note },
};

const deedNames: { readonly [D in Deed]: () => string } = {
  'session.open': m.audit_do_session_open,
  'session.refused': m.audit_do_session_refused,
  'session.sprayed': m.audit_do_session_sprayed,
  'session.close': m.audit_do_session_close,
  'session.expire': m.audit_do_session_expire,
  'password.change': m.audit_do_password_change,
  'password.reset': m.audit_do_password_reset,
  'permission.refused': m.audit_do_permission_refused,
  'kiosk.make': m.audit_do_kiosk_make,
  'kiosk.revoke': m.audit_do_kiosk_revoke,
  'demo.speed': m.audit_do_demo_speed,
  'demo.restart': m.audit_do_demo_restart,
  'store.region': m.audit_do_store_region,
  'store.make': m.audit_do_store_make,
  'store.change': m.audit_do_store_change,
  'person.change': m.audit_do_person_change,
  'person.invite': m.audit_do_person_invite,
  'person.uninvite': m.audit_do_person_uninvite,
  'person.join': m.audit_do_person_join,
  'person.sign_out': m.audit_do_person_sign_out,
  'person.hand_over': m.audit_do_person_hand_over,
  'import.done': m.audit_do_import_done,
  'import.undo': m.audit_do_import_undo,
  'catalog.create': m.audit_do_catalog_create,
  'catalog.change': m.audit_do_catalog_change,
  'catalog.undo': m.audit_do_catalog_undo,
  'catalog.merge': m.audit_do_catalog_merge,
  'catalog.photo': m.audit_do_catalog_photo,
  'catalog.store': m.audit_do_catalog_store,
  'catalog.alias': m.audit_do_catalog_alias,
  'catalog.category': m.audit_do_catalog_category,
  'catalog.supplier': m.audit_do_catalog_supplier,
  'catalog.rule': m.audit_do_catalog_rule,
  'alert.take': m.audit_do_alert_take,
  'alert.release': m.audit_do_alert_release,
  'alert.settle': m.audit_do_alert_settle,
  'alert.unsettle': m.audit_do_alert_unsettle,
  'alert.rule': m.audit_do_alert_rule,
  'alert.rule_remove': m.audit_do_alert_rule_remove,
  'push.on': m.audit_do_push_on,
  'push.off': m.audit_do_push_off,
  'job.run': m.audit_do_job_run,
  'stocktake.plan': m.audit_do_stocktake_plan,
  'stocktake.zone': m.audit_do_stocktake_zone,
  'stocktake.choose': m.audit_do_stocktake_choose,
  'stocktake.approve': m.audit_do_stocktake_approve,
  'stocktake.commit': m.audit_do_stocktake_commit,
  'stocktake.cancel': m.audit_do_stocktake_cancel,
  'stocktake.late': m.audit_do_stocktake_late,
  'transfer.chase': m.audit_do_transfer_chase,
  'transfer.rule': m.audit_do_transfer_rule,
  'supplier.terms': m.audit_do_supplier_terms,
  'supplier.prices': m.audit_do_supplier_prices,
  'purchase.rule': m.audit_do_purchase_rule,
  'key.make': m.audit_do_key_make,
  'key.revoke': m.audit_do_key_revoke,
  'webhook.make': m.audit_do_webhook_make,
  'webhook.change': m.audit_do_webhook_change,
  'webhook.remove': m.audit_do_webhook_remove,
};

const factNames: Readonly<Record<string, () => string>> = {
  skus: m.audit_is_skus,
  scope: m.audit_is_scope,
  hash: m.audit_is_hash,
  lines: m.audit_is_lines,
  uncountedZero: m.audit_is_uncounted_zero,
  address: m.audit_is_address,
  path: m.audit_is_path,
  name: m.audit_is_name,
  kind: m.audit_is_kind,
  role: m.audit_is_role,
  rows: m.audit_is_rows,
  merged: m.audit_is_merged,
  store: m.audit_is_store,
  price: m.audit_is_price,
  minimum: m.audit_is_minimum,
  maximum: m.audit_is_maximum,
  alias: m.audit_is_alias,
  without: m.audit_is_without,
  gone: m.audit_is_gone,
  login: m.audit_is_login,
};

/** What people call a deed; one that has no name here keeps its own word. */
export function deedName(action: string): string {
  return action in deedNames ? deedNames[action as Deed]() : action;
}

/** What a fact beside a deed is called; one that has no name here keeps its own word. */
export function factName(fact: string): string {
  return factNames[fact]?.() ?? fact;
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

const countWords: Readonly<Record<string, (parts: { count: string }) => string>> = {
  rows: m.admin_count_rows,
  documents: m.admin_count_documents,
  invariants: m.admin_count_invariants,
};

/** What a job came to: `12 rows, 40 invariants` in the reader's language; what is amiss is told as it came. */
export function detailWords(detail: string, language: string): string {
  const parts = detail.split(', ').map((part) => {
    const [, count, noun = ''] = /^(\d+) (\w+)$/.exec(part) ?? [];
    return Object.hasOwn(countWords, noun)
      ? countWords[noun]?.({ count: Number(count).toLocaleString(language) })
      : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts.join(language === 'en' ? ', ' : '，') : detail;
}
