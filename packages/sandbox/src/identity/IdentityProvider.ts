import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  errors,
  Provider,
  type ClientMetadata,
  type Configuration,
} from 'oidc-provider';
import type { DocumentStore } from '../documents';
import { DocumentAdapter } from './DocumentAdapter';
import { providerKeys } from './providerKeys';
import { readPeople, type DemoPerson } from './readPeople';
import { faultPage, signInPage } from './signInPage';

/** Where it stands on its site: the path of its issuer. */
const PATH = '/_identity';

const HOUR = 3600;
const WEEK = 7 * 24 * HOUR;

const SCOPES = 'openid profile email';

/**
 * The demo organisation's provider of OpenID Connect, by the library `oidc-provider`. There are no passwords: one says who one is. It
 * stands on a site that is there already, below a path of its own.
 */
export class IdentityProvider {
  readonly #provider: Provider;
  readonly #people: readonly DemoPerson[];
  readonly #portal: URL;
  readonly #answer: (
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void>;

  /** @param options.site - where it is served, without a path; the portal at `portalUrl` may ask it who somebody is */
  static async create(options: {
    site: string;
    portalUrl: string;
    documents: DocumentStore;
  }): Promise<IdentityProvider> {
    const { site, portalUrl, documents } = options;
    const people = readPeople();
    const { signing, cookies } = await providerKeys(documents);
    const provider = new Provider(`${site}${PATH}`, {
      ...settingsFor(people),
      adapter: kind =>
        new DocumentAdapter(documents.collection(`identity.${kind}`)),
      clients: [portalClient(portalUrl)],
      jwks: { keys: [signing as { kty: 'RSA' }] },
      cookies: { keys: [cookies] },
    });
    return new IdentityProvider(provider, people, new URL(portalUrl));
  }

  private constructor(
    provider: Provider,
    people: readonly DemoPerson[],
    portal: URL,
  ) {
    this.#provider = provider;
    this.#people = people;
    this.#portal = portal;
    this.#answer = provider.callback();
  }

  /** Answers what is below its path, and says whether it did. */
  async handle(
    request: IncomingMessage & { originalUrl?: string },
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    if (!url.pathname.startsWith(`${PATH}/`)) {
      return false;
    }
    if (url.pathname.startsWith(`${PATH}/interaction/`)) {
      await this.#interact(request, response);
      return true;
    }
    // As a framework tells what it mounts where it stands
    request.originalUrl = request.url;
    request.url = request.url!.slice(PATH.length);
    await this.#answer(request, response);
    return true;
  }

  async #interact(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    let interaction;
    try {
      interaction = await this.#provider.interactionDetails(request, response);
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) {
        throw error;
      }
      this.#send(response, 400, faultPage('The sign-in is over or too old.'));
      return;
    }
    const login =
      request.method === 'POST' &&
      new URLSearchParams(await text(request)).get('login');
    if (login && this.#people.some(person => person.login === login)) {
      await this.#forget(interaction);
      await this.#provider.interactionFinished(request, response, {
        login: { accountId: login },
      });
      return;
    }
    this.#send(
      response,
      200,
      signInPage(this.#people, {
        host: this.#portal.host,
        action: request.url!,
      }),
    );
  }

  /** Whoever was signed in in this browser is not any more; otherwise the provider would have them confirm that somebody else comes. */
  async #forget(
    interaction: Awaited<ReturnType<Provider['interactionDetails']>>,
  ): Promise<void> {
    if (interaction.session) {
      const { uid } = interaction.session;
      const session = await this.#provider.Session.findByUid(uid);
      await session?.destroy();
      delete interaction.session;
      await interaction.persist();
    }
  }

  #send(response: ServerResponse, status: number, body: string): void {
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      // Browsers check a form's redirects too, so the way back must be named.
      'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${this.#portal.origin}; frame-ancestors 'none'; base-uri 'none'`,
    });
    response.end(body);
  }
}

/** The portal, as it is registered at the provider; `app-config.sandbox.yaml` says the same. */
function portalClient(portalUrl: string): ClientMetadata {
  return {
    client_id: 'portal',
    client_secret: 'sandbox',
    redirect_uris: [`${portalUrl}/api/auth/oidc/handler/frame`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  };
}

function settingsFor(people: readonly DemoPerson[]): Configuration {
  return {
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    // Okta and Entra put a person's claims into the ID token, too.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
    },
    findAccount: (_, login) => accountOf(people, login),
    interactions: { url: (_, { uid }) => `${PATH}/interaction/${uid}` },
    issueRefreshToken: async (_, client) =>
      client.grantTypeAllowed('refresh_token'),
    // Nobody is asked what the portal may know of them: their organisation said so.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session!.accountId,
        clientId: oidc.client!.clientId,
      });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
    async renderError(context, { error_description, error }) {
      context.type = 'html';
      context.body = faultPage(error_description ?? error);
    },
    scopes: SCOPES.split(' '),
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      Grant: WEEK,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: WEEK,
      Session: WEEK,
    },
  };
}

function accountOf(people: readonly DemoPerson[], login: string) {
  const person = people.find(each => each.login === login);
  return (
    person && {
      accountId: login,
      claims: () => ({
        sub: login,
        name: person.name,
        preferred_username: login,
        email: person.email,
        email_verified: true,
        groups: person.groups.map(({ name }) => name),
      }),
    }
  );
}
