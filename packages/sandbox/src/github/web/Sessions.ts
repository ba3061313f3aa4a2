import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts/Accounts';

const COOKIE = 'plinth_sandbox_session';

/** A browser's session: whom it acts as, and the token that its forms must carry. */
export interface Session {
  readonly id: string;
  /** Login of whom the browser acts as. */
  readonly login: string;
  readonly csrf: string;
}

/** Remembers, while the sandbox runs, whom each browser acts as. The demo has no passwords: one chooses. */
export class Sessions {
  readonly #accounts: Accounts;
  readonly #secret = randomBytes(32);
  readonly #logins = new Map<string, string>();

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** The browser's session; a new one, with its cookie, if it has none. */
  of(request: IncomingMessage, response: ServerResponse): Session {
    const sent = new RegExp(`(?:^|;\\s*)${COOKIE}=([A-Za-z0-9_-]{43})`).exec(
      request.headers.cookie ?? '',
    )?.[1];
    const id = sent ?? randomBytes(32).toString('base64url');
    if (!sent) {
      response.setHeader(
        'set-cookie',
        `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`,
      );
    }
    return {
      id,
      login: this.#logins.get(id) ?? this.#first(),
      csrf: this.#csrf(id),
    };
  }

  /** True when a form came from one of this browser's own pages. */
  trusts(session: Session, csrf: string | null): boolean {
    const sent = Buffer.from(csrf ?? '');
    const wanted = Buffer.from(session.csrf);
    return sent.length === wanted.length && timingSafeEqual(sent, wanted);
  }

  /** From now on the browser acts as this person. */
  choose(session: Session, login: string): void {
    if (this.#accounts.user(login)) {
      this.#logins.set(session.id, login);
    }
  }

  /** People that one can act as. */
  people() {
    return this.#accounts.users().filter(user => user.type === 'User');
  }

  /** Before one chooses: an administrator, who may do what the pages offer. */
  #first(): string {
    const people = this.people();
    return (people.find(user => user.siteAdmin) ?? people[0])?.login ?? '';
  }

  #csrf(id: string): string {
    return createHmac('sha256', this.#secret).update(id).digest('base64url');
  }
}
