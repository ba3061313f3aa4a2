import type { Costs } from '@plinth/plugin-environments-common';
import { Badge, Tone } from '../components/Badge';
import { formatDollars } from '../components/format';
import layout from '../components/layout.module.css';

const BUDGET: Record<NonNullable<Costs['budget']>['status'], [Tone, string]> = {
  WithinBudget: ['good', 'Within budget'],
  ForecastToExceed: ['warn', 'Forecast to exceed'],
  Exceeded: ['bad', 'Budget exceeded'],
};

const ADJUSTMENTS: Record<
  NonNullable<Costs['adjustments']>[number]['kind'],
  string
> = { Credit: 'Credits', Refund: 'Refunds', Tax: 'Taxes' };

const FORECAST = 'Forecast for the month';

/** Between which amounts the month ends four times in five; nothing where that is not known. */
function Interval(props: { forecast: Costs['forecast'] }) {
  const { lower, upper } = props.forecast ?? {};
  return lower === undefined || upper === undefined ? null : (
    <dd className={layout.note}>
      {formatDollars(lower)} to {formatDollars(upper)}, with 80 % certainty
    </dd>
  );
}

/** Month to date, forecast, budget and the month before, in US dollars. */
export function CostFigures(props: { costs: Costs }) {
  const { monthToDate, previousMonth, forecast, budget, adjustments } =
    props.costs;
  const figures: [string, number | null | undefined][] = [
    ['Month to date', monthToDate],
    [FORECAST, forecast?.endOfMonth],
    ['Monthly budget', budget?.monthly],
    ['Previous month', previousMonth],
  ];
  return (
    <div className={layout.stack}>
      <dl className={layout.grid} style={{ margin: 0 }}>
        {figures.map(([label, amount]) => (
          <div key={label} className={layout.panel}>
            <dt className={layout.note}>{label}</dt>
            <dd className={layout.figure}>
              {amount === null || amount === undefined
                ? '–'
                : formatDollars(amount)}
            </dd>
            {label === FORECAST && <Interval forecast={forecast} />}
          </div>
        ))}
      </dl>
      {adjustments && adjustments.length > 0 && (
        <p className={layout.note}>
          Not counted above, so that it does not hide what this costs:{' '}
          {adjustments
            .map(
              ({ kind, ...sums }) =>
                `${ADJUSTMENTS[kind]} ${formatDollars(sums.monthToDate)} (previous month ${formatDollars(sums.previousMonth)})`,
            )
            .join(', ')}
        </p>
      )}
      {budget && (
        <div>
          <Badge
            tone={BUDGET[budget.status][0]}
            label={BUDGET[budget.status][1]}
          />
        </div>
      )}
    </div>
  );
}
