import { m } from '#messages';
import { Doing } from '../call/doing.svelte.ts';
import { nameOf } from '../ui/name.ts';
import { Remote } from '../ui/remote.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import * as api from './organisation-api.ts';

/** The chain as headquarters sees it: regions and stores, people, and who is asked in. */
export class OrganisationDesk {
  readonly organisation = new Remote<api.Organisation>();
  readonly people = new Remote<readonly api.Person[]>();
  readonly doing = new Doing();
  #invites = $state.raw<readonly api.Invite[]>([]);

  get invites(): readonly api.Invite[] {
    return this.#invites;
  }

  load(): void {
    void this.organisation.load('', api.readOrganisation);
    void this.people.load('', api.readPeople);
    this.readInvites();
  }

  readInvites(): void {
    api.readInvites().then(
      (rows) => (this.#invites = rows),
      () => undefined,
    );
  }

  withdraw(invite: api.Invite): Promise<boolean> {
    return this.doing.run(async () => {
      await api.withdraw(invite.handle);
      this.#invites = this.#invites.filter(({ handle }) => handle !== invite.handle);
    });
  }

  moveRegion(region: api.Region, parentId: number | null): Promise<boolean> {
    const { id, ...rest } = region;
    return this.#move(region, parentId, {
      move: () => api.saveRegion(id, { ...rest, parentId }),
      back: () => this.moveRegion(region, region.parentId),
    });
  }

  moveStore(store: api.StoreRecord, regionId: number): Promise<boolean> {
    const { id, hasHistory: _, ...rest } = store;
    return this.#move(store, regionId, {
      move: () => api.saveStore(id, { ...rest, regionId }),
      back: () => this.moveStore(store, store.regionId),
    });
  }

  #move(
    thing: { readonly nameZh: string; readonly nameEn: string },
    regionId: number | null,
    { move, back }: { readonly move: () => Promise<unknown>; readonly back: () => Promise<unknown> },
  ): Promise<boolean> {
    return this.doing.run(async () => {
      await move();
      await this.organisation.again();
      const region = this.organisation.value?.regions.find(({ id }) => id === regionId);
      const place = region ? nameOf(region) : m.organisation_tree_top();
      toasts.tell('done', m.organisation_moved({ name: nameOf(thing), place }), {
        text: m.goods_undo(),
        run: () => void back(),
      });
    });
  }
}
