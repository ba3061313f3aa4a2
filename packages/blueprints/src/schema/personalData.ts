import { number as cardNumber } from 'card-validator';

/** Text that looks like data about a person. */
export interface PersonalDataFinding {
  /** Dotted path of the value, or of the key if the key itself looks personal. */
  path: string;
  /** What it looks like, such as `e-mail address`. */
  kind: string;
}

/** Every repetition has a limit, so that the time is linear in the text, whatever it holds. */
const KINDS: ReadonlyArray<{ kind: string; pattern: RegExp }> = [
  {
    kind: 'e-mail address',
    pattern: /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}/i,
  },
  {
    kind: 'US social security number',
    pattern:
      /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/,
  },
  {
    kind: 'phone number',
    pattern:
      /(?<![\w-])(\+\d{1,3}[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])/,
  },
  { kind: 'date of birth', pattern: /\b(dob|birth-?date|date-of-birth)\b/i },
  {
    kind: 'medical record number',
    pattern: /\b(mrn|patient(-?id)?|medical-?record)[-_:# ]?\d{4}/i,
  },
];

/**
 * Finds text that looks personal in names, tags, parameters and outputs of a value, keys included.
 *
 * A careful guess by pattern, not proof of absence. Objects and arrays are walked; the path names where it is.
 */
export function findPersonalData(
  value: unknown,
  path = '',
): PersonalDataFinding[] {
  if (typeof value === 'string') {
    return inspect(value, path);
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      findPersonalData(item, `${path}[${index}]`),
    );
  }
  if (value && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => {
      const here = path ? `${path}.${key}` : key;
      return [...inspect(key, here), ...findPersonalData(item, here)];
    });
  }
  return [];
}

function inspect(text: string, path: string): PersonalDataFinding[] {
  const findings = KINDS.filter(({ pattern }) => pattern.test(text)).map(
    ({ kind }) => ({ path, kind }),
  );
  return hasCardNumber(text)
    ? [...findings, { path, kind: 'payment card number' }]
    : findings;
}

/**
 * Digits as cards bear them: in one run, or grouped 4-4-4-4(-3) or 4-6-5, with blanks or hyphens of whatever kind a document has; never
 * a part of a longer word or number.
 */
const CARD_LIKE =
  /(?<![0-9A-Za-z.])(?:\d{4}([ \u00a0\u2009\u202f\u2010-\u2013-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ \u00a0\u2009\u202f\u2010-\u2013-])\d{6}\2\d{5}|\d{14,19})(?![0-9A-Za-z]|[.,]\d)/g;

/**
 * Whether the text holds a number that a card network issues: its prefix and length are one's, and its check digit is right.
 *
 * Measured by the test over generated values: it misses no card that is written as cards are, and takes no digest, commit,
 * UUID or timestamp for one; of random runs of 16 digits it takes about one in 19.
 */
function hasCardNumber(text: string): boolean {
  const runs = text.match(CARD_LIKE) ?? [];
  return runs.some(run => cardNumber(run.replace(/\D/g, '')).isValid);
}
