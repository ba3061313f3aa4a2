import type { IncomingMessage, ServerResponse } from 'node:http';
import { graphql } from 'graphql';
import type { Face } from '../http/GitHubServer';
import { readBody } from '../http/readBody';
import { sendJson } from '../http/sendJson';
import { isObject } from '../rest/Call';
import type { Services } from '../Services';
import { GraphQlRoot } from './GraphQlRoot';
import { schema } from './schema';

/** GraphQL over HTTP. What the schema lacks is an error that names it. */
export class GraphQlFace implements Face {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    if (url.pathname !== '/api/graphql' && url.pathname !== '/graphql') {
      return false;
    }
    const actor = this.#services.tokens.authenticate(
      request.headers.authorization,
    );
    if (!actor) {
      sendJson(response, 401, {
        message:
          actor === null
            ? 'Bad credentials'
            : 'This endpoint requires you to be authenticated.',
      });
      return true;
    }
    const body: unknown = JSON.parse((await readBody(request)).toString());
    if (!isObject(body) || typeof body.query !== 'string') {
      sendJson(response, 400, {
        message: 'A query attribute must be specified and must be a string.',
      });
      return true;
    }
    const result = await graphql({
      schema,
      source: body.query,
      rootValue: new GraphQlRoot(this.#services, actor),
      variableValues: isObject(body.variables) ? body.variables : {},
    });
    sendJson(response, 200, result);
    return true;
  }
}
