import type * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import type { DocumentShape } from '#protocol/live/shape.ts';
import type { Examined, Gated } from './gate.ts';

/** What the gate must know of a document, kept up with each update that was let in. */
export class KnownDocument implements Gated {
  readonly doc: Y.Doc;
  readonly shape: DocumentShape;
  readonly rootNames: ReadonlyMap<unknown, string>;
  readonly owners: Map<number, AccountId | null>;
  readonly clientsOf = new Map<AccountId, number>();
  entries: number;

  constructor(doc: Y.Doc, shape: DocumentShape, owners: Map<number, AccountId | null>) {
    this.doc = doc;
    this.shape = shape;
    this.owners = owners;
    this.rootNames = new Map(Object.keys(shape.roots).map((root) => [doc.getMap(root), root]));
    for (const account of owners.values()) if (account !== null) this.#countClient(account);
    this.entries = this.#count();
  }

  took({ newEntries, newClients }: Extract<Examined, { state: 'fine' }>, author: AccountId): void {
    this.entries += newEntries;
    for (const client of newClients) {
      this.owners.set(client, author);
      this.#countClient(author);
    }
  }

  /** What the server itself wrote. */
  tookOwn(): void {
    this.owners.set(this.doc.clientID, null);
    this.entries = this.#count();
  }

  #count(): number {
    return Object.keys(this.shape.roots).reduce((sum, root) => sum + this.doc.getMap(root).size, 0);
  }

  #countClient(account: AccountId): void {
    this.clientsOf.set(account, (this.clientsOf.get(account) ?? 0) + 1);
  }
}
