import { PARTITIONS } from '@plinth/blueprints/schema';

/** Whether an IAM pattern with `*` and `?` covers a text, without regard to case. Time is linear in pattern and text. */
export function covers(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (at < given.length) {
    if (wanted[from] === '*') {
      star = from;
      resume = at;
      from += 1;
    } else if (
      from < wanted.length &&
      [given[at], '?'].includes(wanted[from])
    ) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      // The last star takes one more character; earlier ones never need another try.
      resume += 1;
      at = resume;
      from = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(from));
}

/** Verbs that change something, as AWS names its actions; a pattern that covers two of them with any noun covers a service. */
const CHANGING = [
  'Add',
  'Attach',
  'Create',
  'Delete',
  'Modify',
  'Put',
  'Remove',
  'Set',
  'Start',
  'Update',
];

/** A noun that no pattern spells out: what covers it was meant to cover any. */
const ANY_NOUN = 'Qz7x';

/** Whether an action pattern stands for all that a service can do, however it is spelled: `*`, `ec2:*`, `iam:?*`, `i?m:**`. */
export function coversService(action: string): boolean {
  const [service, name] = action.includes(':')
    ? [
        action.slice(0, action.indexOf(':')),
        action.slice(action.indexOf(':') + 1),
      ]
    : ['*', action];
  return (
    service !== '' &&
    CHANGING.filter(verb => covers(name, `${verb}${ANY_NOUN}`)).length > 1
  );
}

/** What follows the partition in ARNs that have nothing in common: what covers them all covers everything. */
const UNLIKE = [
  's3:::qz7x',
  'dynamodb:eu-west-1:999988887777:table/qz7x',
  'iam::111122223333:role/qz7x',
];

/** Whether a resource pattern stands for all of a partition, however it is spelled: `*`, `arn:*`, `?*`, or what follows `arn:` and its name. */
export function coversEverything(resource: string): boolean {
  return PARTITIONS.some(({ name }) =>
    UNLIKE.every(rest => covers(resource, `arn:${name}:${rest}`)),
  );
}
