import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Collection } from '../documents';

/** One thing that the provider remembers. */
interface Remembered {
  readonly id: string;
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970; absent where it stays. */
  readonly expires?: number;
}

/** Keeps what the provider remembers of one kind, such as its sessions, so that people stay signed in when the sandbox starts again. */
export class DocumentAdapter implements Adapter {
  readonly #documents: Collection<Remembered>;

  constructor(documents: Collection<Remembered>) {
    this.#documents = documents;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number) {
    this.#forgetExpired();
    this.#documents.put(id, {
      id,
      payload,
      expires: expiresIn && Date.now() + expiresIn * 1000,
    });
  }

  async find(id: string) {
    this.#forgetExpired();
    return this.#documents.get(id)?.payload;
  }

  async findByUid(uid: string) {
    return this.#first(payload => payload.uid === uid);
  }

  async findByUserCode(userCode: string) {
    return this.#first(payload => payload.userCode === userCode);
  }

  async consume(id: string) {
    const known = this.#documents.get(id);
    if (known) {
      this.#documents.put(id, {
        ...known,
        payload: { ...known.payload, consumed: Math.floor(Date.now() / 1000) },
      });
    }
  }

  async destroy(id: string) {
    this.#documents.delete(id);
  }

  async revokeByGrantId(grantId: string) {
    this.#forget(({ payload }) => payload.grantId === grantId);
  }

  #first(holds: (payload: AdapterPayload) => boolean) {
    this.#forgetExpired();
    return this.#documents.values().find(({ payload }) => holds(payload))
      ?.payload;
  }

  #forgetExpired(): void {
    const now = Date.now();
    this.#forget(({ expires }) => expires !== undefined && expires <= now);
  }

  #forget(holds: (remembered: Remembered) => boolean): void {
    for (const remembered of this.#documents.values().filter(holds)) {
      this.#documents.delete(remembered.id);
    }
  }
}
