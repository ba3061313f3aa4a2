import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Services } from '../Services';
import type { Face } from './GitHubServer';
import { sendJson } from './sendJson';

/** The OIDC issuer's public documents, and the endpoint where jobs ask for tokens. */
export class OidcFace implements Face {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    const send = (status: number, body: unknown) => {
      sendJson(response, status, body);
      return true;
    };
    switch (url.pathname) {
      case '/_services/oidc/.well-known/openid-configuration':
        return send(200, this.#services.oidc.configuration());
      case '/_services/oidc/.well-known/jwks':
        return send(200, await this.#services.oidc.jwks());
      case '/_services/token': {
        const token = /^bearer (.+)$/i.exec(
          request.headers.authorization ?? '',
        )?.[1];
        const stored =
          token === undefined ? undefined : this.#services.tokens.stored(token);
        if (stored?.kind !== 'id-token' || stored.runId === undefined) {
          return send(401, {
            message: 'The token of the request is not valid',
          });
        }
        const value = await this.#services.actions.mintOidcToken({
          runId: stored.runId,
          environment: stored.environment,
          audience: url.searchParams.get('audience') ?? undefined,
        });
        return send(200, { count: value.length, value });
      }
      default:
        return false;
    }
  }
}
