import type { AccountCosts } from '@plinth/plugin-environments-common';
import { formatCents } from '../components/format';
import layout from '../components/layout.module.css';

type Share = keyof AccountCosts['total'];

const COLUMNS: [share: Share, heading: string, meaning: string][] = [
  ['units', 'Units', 'use of units of the stages up to production'],
  ['shared', 'Shared', 'use of units of the stage shared, such as networks'],
  [
    'unlisted',
    'Units no longer here',
    'use whose tag names no unit in the catalog, such as one that was removed',
  ],
  ['untagged', 'No unit', 'use that has no unit’s tag'],
  ['adjustments', 'Credits, refunds, taxes', 'what is no use'],
  ['total', 'Total', 'the account’s bill'],
];

/** What of each account's bill is whose, in cents that add up; the last row is that of all accounts. */
export function AccountCostsTable(props: { costs: AccountCosts }) {
  const { items, total, month } = props.costs;
  const cells = (shares: AccountCosts['total']) =>
    COLUMNS.map(([share]) => (
      <td key={share} className={layout.number}>
        {formatCents(shares[share])}
      </td>
    ));
  return (
    <>
      <div className={layout.scroll}>
        <table
          className={layout.table}
          aria-label={`Cost by account in ${month}`}
        >
          <thead>
            <tr>
              <th scope="col">Account</th>
              {COLUMNS.map(([share, heading]) => (
                <th key={share} scope="col" className={layout.number}>
                  {heading} (US$)
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map(({ account, accountName, ...shares }) => (
              <tr key={account}>
                <th scope="row">
                  {accountName ? `${accountName} (${account})` : account}
                </th>
                {cells(shares)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All accounts</th>
              {cells(total)}
            </tr>
          </tfoot>
        </table>
      </div>
      <ul className={layout.list}>
        {COLUMNS.map(([share, heading, meaning]) => (
          <li key={share} className={layout.note}>
            <strong>{heading}</strong>: {meaning}
          </li>
        ))}
      </ul>
    </>
  );
}
