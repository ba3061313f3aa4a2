import type Ajv from 'ajv';
import addFormats, { type FormatName } from 'ajv-formats';
import { fullFormats } from 'ajv-formats/dist/formats';

const EMAIL: FormatName = 'email';

/**
 * The formats of texts. GitHub gives bots no-reply addresses with their whole login, such as `1+some-app[bot]@users.noreply.github.com`,
 * and describes them as e-mail addresses, which have no brackets by the letter.
 */
export function addGithubFormats(ajv: Ajv): void {
  addFormats(ajv);
  const email = fullFormats[EMAIL] as RegExp;
  ajv.addFormat(EMAIL, text => email.test(text.replace('[bot]@', '@')));
}
