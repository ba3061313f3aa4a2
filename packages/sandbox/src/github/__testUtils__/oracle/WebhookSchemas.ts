import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import type { WebhookEvent } from '../../events';
import { addGithubFormats } from './addGithubFormats';
import { problemsOf } from './problemsOf';

const ID = 'https://webhooks.github.com/';

/** Checks payloads of webhooks against the published schemas. */
export class WebhookSchemas {
  readonly #ajv: Ajv;
  readonly #names: ReadonlySet<string>;
  readonly #validators = new Map<string, ValidateFunction>();

  static load(): WebhookSchemas {
    const file = require.resolve('@octokit/webhooks-schemas/schema.json');
    return new WebhookSchemas(JSON.parse(readFileSync(file, 'utf8')));
  }

  constructor(schema: { definitions: Record<string, unknown> }) {
    this.#ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    addGithubFormats(this.#ajv);
    this.#ajv.addSchema({ definitions: schema.definitions }, ID);
    this.#names = new Set(Object.keys(schema.definitions));
  }

  /** What is wrong with a payload, each in a line; empty when nothing is. */
  problems({ event, payload }: WebhookEvent): string[] {
    const { action } = payload;
    const name = `${event}$${typeof action === 'string' ? action : 'event'}`;
    if (!this.#names.has(name)) {
      return [`the webhook ${name}: GitHub sends no such event`];
    }
    let validate = this.#validators.get(name);
    if (!validate) {
      validate = this.#ajv.compile({ $ref: `${ID}#/definitions/${name}` });
      this.#validators.set(name, validate);
    }
    return validate(JSON.parse(JSON.stringify(payload)))
      ? []
      : problemsOf(validate.errors).map(
          problem => `the webhook ${name}: ${problem}`,
        );
  }
}
