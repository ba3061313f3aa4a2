import type { Account } from '../approvals';

/** The address by which a commit names an account, whatever addresses that has: GitHub gives it one by its number. */
export function noReplyAddress(
  { login, id }: Required<Account>,
  host: string,
): string {
  return `${id}+${login}@users.noreply.${host.replace(/:\d+$/, '')}`;
}
