import { boundOf, type RuleKind } from '#domain/alert/rule.ts';
import type { Role } from '#domain/identity/role.ts';
import { ruleRequestSchema, type RuleRequest, type RuleView } from '#protocol/alert/rules.ts';
import { usualAmount } from './words.ts';

/** A rule while somebody writes it: lists that were filled and then left stay filled, and do not count. */
export class RuleDraft {
  readonly id: number | undefined;
  name = $state('');
  kind = $state<RuleKind>('running_out');
  amount = $state<number | null>(3);
  /** By the store's own least and most instead of a number. */
  isOwn = $state(false);
  where = $state<'all' | 'regions' | 'stores'>('all');
  regionIds = $state<number[]>([]);
  storeIds = $state<number[]>([]);
  about = $state<'all' | 'categories'>('all');
  categoryIds = $state<number[]>([]);
  toldRoles = $state<Role[]>([]);
  toldAccounts = $state<number[]>([]);
  toldWebhooks = $state<number[]>([]);
  isActive = $state(true);

  constructor(rule?: RuleView) {
    this.id = rule?.id;
    if (!rule) return;
    this.name = rule.name;
    this.kind = rule.kind;
    this.amount = rule.amount ?? usualAmount(rule.kind);
    this.isOwn = rule.amount === null;
    this.where = rule.storeIds.length > 0 ? 'stores' : rule.regionIds.length > 0 ? 'regions' : 'all';
    this.regionIds = [...rule.regionIds];
    this.storeIds = [...rule.storeIds];
    this.about = rule.categoryIds.length > 0 ? 'categories' : 'all';
    this.categoryIds = [...rule.categoryIds];
    this.toldRoles = [...rule.toldRoles];
    this.toldAccounts = [...rule.toldAccounts];
    this.toldWebhooks = [...rule.toldWebhooks];
    this.isActive = rule.isActive;
  }

  get bound(): (typeof boundOf)[RuleKind] {
    return boundOf[this.kind];
  }

  setKind(kind: RuleKind): void {
    this.kind = kind;
    this.amount = usualAmount(kind);
    this.isOwn = false;
  }

  /** The rule as it would be kept; undefined while something is missing. */
  get request(): RuleRequest | undefined {
    return this.#named(this.name);
  }

  /** The rule as it would look, whether or not it has a name yet. */
  get preview(): RuleRequest | undefined {
    return this.#named('-');
  }

  #named(name: string): RuleRequest | undefined {
    const parsed = ruleRequestSchema.safeParse({
      name,
      kind: this.kind,
      amount: this.bound === null || (this.isOwn && this.bound.isOptional) ? null : this.amount,
      regionIds: this.where === 'regions' ? this.regionIds : [],
      storeIds: this.where === 'stores' ? this.storeIds : [],
      categoryIds: this.about === 'categories' ? this.categoryIds : [],
      toldRoles: this.toldRoles,
      toldAccounts: this.toldAccounts,
      toldWebhooks: this.toldWebhooks,
      isActive: this.isActive,
    });
    const isPlaced =
      (this.where !== 'regions' || this.regionIds.length > 0) &&
      (this.where !== 'stores' || this.storeIds.length > 0) &&
      (this.about !== 'categories' || this.categoryIds.length > 0);
    return parsed.success && isPlaced ? parsed.data : undefined;
  }
}
