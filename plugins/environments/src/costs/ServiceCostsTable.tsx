import type { Costs } from '@plinth/plugin-environments-common';
import { formatCents } from '../components/format';
import layout from '../components/layout.module.css';
import { costsByService } from './costsByService';

const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  maximumFractionDigits: 1,
});

/** What each service costs in the period, in cents that add up; beside them what the bill gives to none. */
export function ServiceCostsTable(props: { costs: Costs }) {
  const { items, total } = costsByService(props.costs.days);
  const cells = (amount: number) => (
    <>
      <td className={layout.number}>{formatCents(amount)}</td>
      <td className={layout.number}>
        {total > 0 ? percent.format(amount / total) : '–'}
      </td>
    </>
  );
  return (
    <>
      <div className={layout.scroll}>
        <table className={layout.table} aria-label="Cost by service">
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" className={layout.number}>
                Cost (US$)
              </th>
              <th scope="col" className={layout.number}>
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ service, amount }) => (
              <tr key={service ?? ''}>
                <th scope="row">{service ?? 'No service'}</th>
                {cells(amount)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              {cells(total)}
            </tr>
          </tfoot>
        </table>
      </div>
      {items.some(({ service }) => service === undefined) && (
        <p className={layout.note}>
          <strong>No service</strong>: what the days have beside the sums of
          their services
        </p>
      )}
    </>
  );
}
