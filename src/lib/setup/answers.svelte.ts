import { colleaguesMax, companyStoresMax, type Beginning, type Trade } from '#domain/setup/trade.ts';
import type { SetupAnswers } from '#protocol/setup/requests.ts';
import type { colleagueRoles } from '#domain/setup/trade.ts';

export type ColleagueRole = (typeof colleagueRoles)[number];
export type Missing = 'name' | 'city' | 'person' | 'login' | 'password' | 'colleague';

interface CityAnswer {
  city: string;
  count: number;
}
interface ColleagueAnswer {
  name: string;
  role: ColleagueRole;
  store: number | null;
}

/** The four questions of a new company as they are being answered. */
export class Answers {
  name = $state('');
  trade = $state<Trade>('grocery');
  cities = $state<CityAnswer[]>([{ city: '', count: 1 }]);
  hasWarehouse = $state(false);
  person = $state('');
  login = $state('');
  password = $state('');
  colleagues = $state<ColleagueAnswer[]>([]);
  beginning = $state<Beginning>('sample');

  get mayAddColleague(): boolean {
    return this.colleagues.length < colleaguesMax;
  }

  /** One a store, in the order of the cities. */
  get stores(): readonly { readonly city: string; readonly number: number }[] {
    return this.cities
      .flatMap(({ city, count }) =>
        Array.from({ length: Math.max(0, Math.floor(Number(count) || 0)) }, (_, index) => ({
          city: city.trim(),
          number: index + 1,
        })),
      )
      .slice(0, companyStoresMax);
  }

  /** What keeps the company from being made. */
  get missing(): readonly Missing[] {
    const lacks: [Missing, boolean][] = [
      ['name', this.name.trim() === ''],
      ['city', this.stores.length === 0 || this.stores.some(({ city }) => city === '')],
      ['person', this.person.trim() === ''],
      ['login', this.login.trim().length < 2],
      ['password', this.password.length < 8],
      ['colleague', this.colleagues.some(({ name }) => name.trim() === '')],
    ];
    return lacks.flatMap(([field, isMissing]) => (isMissing ? [field] : []));
  }

  read(code: string, language: SetupAnswers['language'], timeZone: string): SetupAnswers {
    const isLater = this.trade === 'other' && this.beginning === 'sample';
    return {
      code,
      language,
      timeZone,
      company: { name: this.name.trim(), trade: this.trade },
      stores: this.stores.map(({ city }) => ({ city, name: '' })),
      hasWarehouse: this.hasWarehouse,
      owner: { name: this.person.trim(), login: this.login.trim(), password: this.password },
      colleagues: this.colleagues.map(({ name, role, store }) => ({
        name: name.trim(),
        role,
        store: store !== null && store < this.stores.length ? store : null,
      })),
      beginning: isLater ? 'later' : this.beginning,
    };
  }
}
