import type { PropertyDifference } from '../../store';

/** Stands for a value that is not shown. */
const HIDDEN = '(hidden)';

/** Property names that say that they hold a secret; `TokenKey` or `SecretArn` only say where one is. */
const SECRET_NAME =
  /(password|passphrase|secret|token|credential|authorization|api-?key|private-?key|access-?key|connection-?string)(value|string|text)?$/i;

/** Where people put what they like, secrets too: settings of functions and containers, what instances run at their start. */
const FREE =
  /(^|\/)(environment|variables|secretstring|userdata|parameters|stagevariables|buildspec)(\/|$)/i;

/** Texts that are a secret wherever they stand: keys of AWS, tokens of Git hosts, PEM keys, addresses with a password, signed tokens. */
const SECRET_TEXT =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{20,255}|\bgithub_pat_\w{20,255}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY|:\/\/[^\s/:@]{1,100}:[^\s/@]{1,200}@|\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\./;

/** Where a template says that the value comes from a store of secrets: what is deployed is that secret. */
const REFERENCE = /\{\{resolve:(secretsmanager|ssm-secure):/i;

/** Longer values are not looked through, and so not shown. */
const MAX_LENGTH = 20_000;

/**
 * The difference without what may be a secret: that a property differs is worth knowing, what it was and is would be shown
 * to everyone who may see the environment. Nothing of it is stored.
 */
export function hideSecrets(
  difference: PropertyDifference,
): PropertyDifference {
  const { path, expected, actual } = difference;
  const secret =
    path.split('/').some(name => SECRET_NAME.test(name)) ||
    FREE.test(path) ||
    [expected, actual].some(value => REFERENCE.test(value ?? ''));
  const shown = (value: string | undefined) =>
    value !== undefined && (secret || holdsSecret(value)) ? HIDDEN : value;
  return { ...difference, expected: shown(expected), actual: shown(actual) };
}

/** An object that was added as a whole is told as JSON: its names are looked at like those of a path. */
function holdsSecret(value: string): boolean {
  if (value.length > MAX_LENGTH || SECRET_TEXT.test(value)) {
    return true;
  }
  const names = value.match(/"[\w-]{1,100}"(?=\s{0,5}:)/g) ?? [];
  return names.some(name => {
    const bare = name.slice(1, -1);
    return SECRET_NAME.test(bare) || FREE.test(bare);
  });
}
