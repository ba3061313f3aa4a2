import { formatDollars } from '../components/format';
import layout from '../components/layout.module.css';
import type { Parameters, RequestedUnit } from './blueprintParameters';
import { useEstimate } from './useEstimate';

/** What the unit would cost a month, renewed when the form pauses; and whether the budget is for that. */
export function EstimateNote(props: {
  unit: RequestedUnit;
  parameters: Parameters;
  /** US dollars a month; undefined while none is typed. */
  budget: number | undefined;
}) {
  const state = useEstimate(props.unit, props.parameters);
  if (state.is === 'incomplete') {
    return (
      <p className={layout.note}>
        Choose stage, account and region to see what it would cost.
      </p>
    );
  }
  if (state.is === 'waiting') {
    return <p className={layout.note}>Estimating the monthly cost …</p>;
  }
  if (state.is === 'unknown') {
    return (
      <p className={layout.note}>The cost cannot be estimated: {state.why}</p>
    );
  }
  const {
    monthly,
    lines,
    unpriced,
    hints = [],
    priceBook,
    priceWarning,
  } = state.estimate;
  const dearest = [...lines]
    .filter(line => line.monthly > 0)
    .sort((a, b) => b.monthly - a.monthly)
    .slice(0, 6);
  return (
    <section className={layout.panel} aria-label="Estimate" aria-live="polite">
      <p className={layout.figure}>{formatDollars(monthly)} a month</p>
      {props.budget !== undefined && props.budget < monthly && (
        <p role="alert">
          The budget of {formatDollars(props.budget)} is less than that: its
          alerts would go out every month. Is it meant?
        </p>
      )}
      <table className={layout.table} aria-label="Dearest resources">
        <tbody>
          {dearest.map(line => (
            <tr key={`${line.logicalId}/${line.description}`}>
              <td>{line.description}</td>
              <td className={layout.number}>{formatDollars(line.monthly)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={layout.note}>
        An estimate without usage that nobody can know yet
        {unpriced.length > 0 && `; without a price: ${unpriced.join(', ')}`}
        {priceBook && `; prices of ${priceBook}`}.
      </p>
      {priceWarning && <p className={layout.note}>{priceWarning}</p>}
      {hints.length > 0 && (
        <details className={layout.note}>
          <summary>
            {hints.length === 1 ? 'One hint' : `${hints.length} hints`}: what
            was assumed, and what would cost less
          </summary>
          <ul>
            {hints.map(hint => (
              <li key={hint}>{hint}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
