import { z } from 'zod';

/** What the address of a role begins with, before the domain or a separator. */
const ROLES = [
  'aws',
  'cloud',
  'infra',
  'infrastructure',
  'it',
  'ops',
  'platform',
  'root',
  'security',
];

const ADDRESS = new RegExp(
  `^(?:${ROLES.join('|')})(?:[.+_-][a-z0-9]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$`,
);

/**
 * The address of a role, such as `aws+dev@example.com`, for the few places where AWS demands an address.
 *
 * A person's address is personal data and must not enter infrastructure state (GOV-9), so the local part has to begin with the
 * name of a role. AWS accepts 64 characters.
 */
export const roleMailboxSchema = z
  .string()
  .max(64, 'must have at most 64 characters')
  .regex(
    ADDRESS,
    `must be the mailbox of a role in lower case, such as aws+dev@example.com: it begins with ${ROLES.join(', ')}, since the address of a person must not enter infrastructure state`,
  );
