/** Text that looks like data about a person. */
export interface PersonalDataFinding {
  /** Dotted path of the value, or of the key if the key itself looks personal. */
  path: string;
  /** What it looks like, such as `e-mail address`. */
  kind: string;
}

const KINDS: ReadonlyArray<{ kind: string; pattern: RegExp }> = [
  {
    kind: 'e-mail address',
    pattern: /[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+/i,
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
    pattern: /\b(mrn|patient(-?id)?|medical-?record)[-_:# ]?\d{4,}\b/i,
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

/** 13 to 19 digits, maybe grouped, that pass the Luhn check; account IDs have 12 and do not count. */
function hasCardNumber(text: string): boolean {
  const runs = text.match(/(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])/g) ?? [];
  return runs.some(run => {
    const digits = run.replace(/\D/g, '');
    const sum = [...digits].reverse().reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum > 0 && sum % 10 === 0;
  });
}
