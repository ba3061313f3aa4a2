import type { Collection, DocumentStore } from '../documents';

/** Account that pays for all, and from which the organisation is seen. */
export const MANAGEMENT_ACCOUNT = '123456789012';

/** An account of the organisation. */
export interface SandboxAccount {
  id: string;
  name: string;
  email: string;
  /** ISO 8601 */
  joinedAt: string;
}

/** The AWS accounts in this sandbox. An account that nobody named exists too: its name is its number. */
export class Accounts {
  readonly #accounts: Collection<SandboxAccount>;
  readonly #denied = new Set<string>();

  constructor(documents: DocumentStore) {
    this.#accounts = documents.collection('aws.accounts');
  }

  /** Adds or renames an account. */
  add(account: {
    id: string;
    name: string;
    email?: string;
    joinedAt?: string;
  }): SandboxAccount {
    const known = this.#accounts.get(account.id);
    const stored: SandboxAccount = {
      id: account.id,
      name: account.name,
      email: account.email ?? known?.email ?? `aws+${account.name}@example.com`,
      joinedAt: account.joinedAt ?? known?.joinedAt ?? '2024-01-15T09:00:00Z',
    };
    this.#accounts.put(account.id, stored);
    return stored;
  }

  get(id: string): SandboxAccount | undefined {
    return this.#accounts.get(id);
  }

  /** All named accounts. */
  list(): SandboxAccount[] {
    return this.#accounts.values();
  }

  /** From now on every call into the account is refused, as with a service control policy that denies all. */
  deny(id: string): void {
    this.#denied.add(id);
  }

  /** Ends {@link deny}. */
  allow(id: string): void {
    this.#denied.delete(id);
  }

  isDenied(id: string): boolean {
    return this.#denied.has(id);
  }

  /** The accounts that are denied at present. */
  denied(): string[] {
    return [...this.#denied];
  }
}
