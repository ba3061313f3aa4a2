import type { Person } from '../../../git/objects';
import type { Services } from '../../../Services';
import { login, optionalObject, type Call } from '../../Call';

/** The person in a field of the body, else the caller; the moment given, else the clock's. */
export function personOf(
  { accounts, context }: Services,
  call: Call,
  field: string,
): Person {
  const given = optionalObject(call, field) ?? {};
  const me = accounts.user(login(call));
  const date = typeof given.date === 'string' ? Date.parse(given.date) : NaN;
  return {
    name:
      typeof given.name === 'string' ? given.name : (me?.name ?? login(call)),
    email: typeof given.email === 'string' ? given.email : (me?.email ?? ''),
    time: Number.isNaN(date)
      ? context.store.seconds()
      : Math.floor(date / 1000),
    zone: '+0000',
  };
}
