import { isPressedByMore, type RuleKind } from '#domain/alert/rule.ts';
import type { Role } from '#domain/identity/role.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Language, Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { PushMessage } from '#protocol/alert/requests.ts';
import { messageWords, type Found } from '#protocol/alert/words.ts';
import { readReaches } from '../identity/rights.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import { readHearers } from './rules.ts';

/** A rule speaks once, then is silent for so long: what comes up meanwhile is told together. */
export const quietSeconds = 900;
/** Rules that speak in one go, and people of one rule. */
const rulesAtOnceMax = 20;
const hearersMax = 2000;
/** Goods that a message names; of the others only their number is told. */
const namedMax = 5;

interface SpeakingRule {
  readonly id: number;
  readonly name: string;
  readonly kind: RuleKind;
  readonly toldRoles: readonly Role[];
  readonly toldAccounts: readonly number[];
  readonly toldWebhooks: readonly number[];
}

/** What came up in one place since the rule spoke last. */
interface News {
  readonly location: LocationId;
  readonly goods: number;
  readonly first: readonly (readonly [measure: number, nameZh: string, nameEn: string])[];
  readonly storeZh: string;
  readonly storeEn: string;
}

/**
 * Makes the messages of what rules found, one for each receiver and rule, grouped over stores and goods, within his reach
 * and in his language. They are written with the note that it was told: nothing is told twice, nothing is forgotten.
 */
export async function writeMessages(sql: Sql): Promise<number> {
  const rules = await sql<SpeakingRule[]>`
    select r.id, r.name, r.kind, r.told_roles as "toldRoles", r.told_accounts as "toldAccounts", r.told_webhooks as "toldWebhooks"
    from alert_rules r
    where r.is_active and r.retired_at is null and (r.told_at is null or r.told_at < now() - ${quietSeconds} * interval '1 second')
      and exists (select from alerts a join alert_goods g on g.alert_id = a.id
        where a.rule_id = r.id and a.closed_at is null and a.settled_at is null and not g.is_told)
    order by r.told_at nulls first limit ${rulesAtOnceMax}`;
  let written = 0;
  for (const rule of rules) written += await speak(sql, rule);
  return written;
}

async function speak(sql: Sql, rule: SpeakingRule): Promise<number> {
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    // Of two processes one speaks.
    const [mine] = await tx`
      update alert_rules set told_at = now() where id = ${rule.id}
        and (told_at is null or told_at < now() - ${quietSeconds} * interval '1 second') returning 1`;
    if (!mine) return 0;
    const news = await readNews(tx, rule);
    await tx`
      update alert_goods g set is_told = true from alerts a
      where a.id = g.alert_id and a.rule_id = ${rule.id} and a.closed_at is null and a.settled_at is null and not g.is_told`;
    const messages = await messagesOf(tx, rule, news);
    for (const { account, webhook, content } of messages)
      await tx`insert into alert_messages (rule_id, account_id, webhook_id, content)
        values (${rule.id}, ${account}, ${webhook}, ${JSON.stringify(content)}::text::jsonb)`;
    return messages.length;
  })) as number;
}

async function readNews(sql: Queries, { id, kind }: SpeakingRule): Promise<readonly News[]> {
  const direction = isPressedByMore(kind) ? -1 : 1;
  return sql<News[]>`
    select a.location_id as location, n.goods, n.first, s.name_zh as "storeZh", s.name_en as "storeEn"
    from alerts a join locations l on l.id = a.location_id join stores s on s.id = l.store_id
    join lateral (
      select count(*)::int as goods,
        (select json_agg(json_build_array(x.measure, k.name_zh, k.name_en)) from (
          select measure, sku_id from alert_goods where alert_id = a.id and not is_told
          order by measure * ${direction}::int, sku_id limit ${namedMax}
        ) x join skus k on k.id = x.sku_id) as first
      from alert_goods g where g.alert_id = a.id and not g.is_told
    ) n on n.goods > 0
    where a.rule_id = ${id} and a.closed_at is null and a.settled_at is null order by a.location_id`;
}

interface Message {
  readonly account: number | null;
  readonly webhook: number | null;
  readonly content: PushMessage;
}

async function messagesOf(
  sql: Queries,
  rule: SpeakingRule,
  news: readonly News[],
): Promise<readonly Message[]> {
  const people = await readHearers(sql, rule, hearersMax);
  const robots = await sql<{ id: number; accountId: AccountId; language: Language }[]>`
    select w.id, w.account_id as "accountId", a.language from webhooks w join accounts a on a.id = w.account_id and not a.is_disabled
    where w.is_active and w.kind <> 'standard' and w.id = any(${numberArray(rule.toldWebhooks)}::text::int[])`;
  const reaches = await readReaches(sql, [
    ...new Set([...people.map(({ id }) => id), ...robots.map(({ accountId }) => accountId)]),
  ]);
  const messages: Message[] = [];
  const say = (
    reach: Viewer['locations'] | undefined,
    language: Language,
    to: Pick<Message, 'account' | 'webhook'>,
  ) => {
    const content = reach && contentOf(rule, news, reach, language);
    if (content) messages.push({ ...to, content });
  };
  for (const { id, language } of people) say(reaches.get(id), language, { account: id, webhook: null });
  for (const { id, accountId, language } of robots)
    say(reaches.get(accountId), language, { account: null, webhook: id });
  return messages;
}

function contentOf(
  { id, name, kind }: SpeakingRule,
  news: readonly News[],
  reach: Viewer['locations'],
  language: Language,
): PushMessage | undefined {
  const seen = reach === 'all' ? news : news.filter(({ location }) => reach.has(location));
  const goods = seen.reduce((sum, one) => sum + one.goods, 0);
  if (goods === 0) return undefined;
  const isEnglish = language === 'en';
  const direction = isPressedByMore(kind) ? -1 : 1;
  const first = seen
    .flatMap(({ first: named, storeZh, storeEn }) =>
      named.map(([measure, nameZh, nameEn]): Found => ({
        measure,
        storeName: isEnglish ? storeEn : storeZh,
        skuName: isEnglish ? nameEn : nameZh,
      })),
    )
    .sort((one, other) => direction * (one.measure - other.measure))
    .slice(0, namedMax);
  const body = messageWords(kind, { goods, stores: seen.length, first }, language).join('\n');
  return { title: name, body, url: `/alerts?rule=${id}`, tag: `rule-${id}` };
}
