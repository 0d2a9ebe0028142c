import type { LocationId } from '#domain/store/ids.ts';
import type { LevelView } from '#protocol/stock/views.ts';
import { systemClock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Sql } from '../platform/database.ts';

/** What people call a holding location. */
export type Place = Pick<
  LevelView,
  'storeId' | 'storeCode' | 'storeNameZh' | 'storeNameEn' | 'locationId' | 'locationKind'
>;

/** A store that got another name is called by it within this time, at every node. */
const placesAgeMsMax = 2000;

/** Every holding location of a company by its id, in the order of store codes: held in memory, for who reads many levels. */
export class Places {
  readonly #sql: Sql;
  #known: Promise<ReadonlyMap<number, Place>> | undefined;
  #untilMs = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** `wanted`: a location that is there, perhaps since a moment ago. */
  async read(wanted?: LocationId): Promise<ReadonlyMap<number, Place>> {
    const places = await this.#read();
    if (wanted === undefined || places.has(wanted)) return places;
    this.#untilMs = 0;
    return this.#read();
  }

  #read(): Promise<ReadonlyMap<number, Place>> {
    const nowMs = systemClock.now();
    if (this.#known && nowMs < this.#untilMs) return this.#known;
    this.#untilMs = nowMs + placesAgeMsMax;
    const asked = this.#ask();
    this.#known = asked;
    // What failed is asked for again.
    asked.catch(() => (this.#untilMs = 0));
    return asked;
  }

  async #ask(): Promise<ReadonlyMap<number, Place>> {
    const rows = await this.#sql<Place[]>`
      select s.id as "storeId", s.code as "storeCode", s.name_zh as "storeNameZh", s.name_en as "storeNameEn",
        p.id as "locationId", p.kind as "locationKind"
      from locations p join stores s on s.id = p.store_id order by s.code, p.kind`;
    return new Map(rows.map((row) => [row.locationId, row]));
  }
}

const placesByCompany = new WeakMap<Company, Places>();

export function placesOf(company: Company): Places {
  let places = placesByCompany.get(company);
  if (!places) placesByCompany.set(company, (places = new Places(company.ledgerSql)));
  return places;
}
