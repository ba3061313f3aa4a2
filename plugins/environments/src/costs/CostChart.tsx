import type { Costs } from '@plinth/plugin-environments-common';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatDollars, shortSha } from '../components/format';
import { budgetOfDay } from './budgetOfDay';

/** Colours that stay apart for readers who see few of them, on light and dark. */
const SERIES = [
  '#2f7d8c',
  '#e08a1e',
  '#7a5ea8',
  '#3f8f4f',
  '#c2504f',
  '#5577c5',
  '#8d8d8d',
];
const MOST_SERIES = SERIES.length - 1;

/** The services that cost most over the period, dearest first; the others are summed as "Other". */
function topServices(days: Costs['days']): string[] {
  const totals = new Map<string, number>();
  for (const { service, amount } of days.flatMap(day => day.services ?? [])) {
    totals.set(service, (totals.get(service) ?? 0) + amount);
  }
  return [...totals.entries()]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_SERIES)
    .map(([service]) => service);
}

/** Daily cost as bars, by service where the answer is grouped; lines mark deployments, and what of the budget a day has. */
export function CostChart(props: { costs: Costs; grouped: boolean }) {
  const { costs, grouped } = props;
  const services = grouped ? topServices(costs.days) : [];
  const data = costs.days.map(day => {
    const known = Object.fromEntries(
      (day.services ?? [])
        .filter(item => services.includes(item.service))
        .map(item => [item.service, item.amount]),
    );
    const named = Object.values(known).reduce((sum, amount) => sum + amount, 0);
    return {
      date: day.date,
      Cost: day.amount,
      ...known,
      Other: day.amount - named,
    };
  });
  const budget = costs.budget
    ? budgetOfDay(costs.budget.monthly, costs.days.at(-1)?.date)
    : undefined;
  const keys = grouped ? [...services, 'Other'] : ['Cost'];
  return (
    <div aria-hidden>
      <ResponsiveContainer width="100%" height={280}>
        {/* The keyboard and screen readers have the table of the same days. */}
        <BarChart
          accessibilityLayer={false}
          data={data}
          margin={{ top: 24, right: 8, bottom: 0, left: 8 }}
        >
          <CartesianGrid vertical={false} stroke="var(--bui-border-1)" />
          <XAxis
            dataKey="date"
            minTickGap={40}
            tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
          />
          <YAxis
            tickFormatter={formatDollars}
            width={76}
            tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
          />
          <Tooltip
            formatter={(value, name) => [formatDollars(Number(value)), name]}
            contentStyle={{
              background: 'var(--bui-bg-app)',
              border: '1px solid var(--bui-border-2)',
              color: 'var(--bui-fg-primary)',
            }}
            cursor={{ fill: 'var(--bui-bg-neutral-2)' }}
          />
          {grouped && <Legend />}
          {keys.map((key, index) => (
            <Bar
              key={key}
              dataKey={key}
              stackId="day"
              fill={SERIES[index]}
              isAnimationActive={false}
            />
          ))}
          {budget !== undefined && (
            <ReferenceLine
              y={budget}
              ifOverflow="extendDomain"
              stroke="var(--bui-fg-negative)"
              strokeDasharray="6 3"
              label={{
                value: `budget, ${formatDollars(budget)} a day`,
                position: 'insideTopRight',
                fontSize: 11,
                fill: 'var(--bui-fg-negative)',
              }}
            />
          )}
          {(costs.commits ?? []).map(({ date, commit }) => (
            <ReferenceLine
              key={commit.sha}
              x={date}
              stroke="var(--bui-fg-primary)"
              strokeDasharray="3 3"
              label={{
                value: shortSha(commit.sha),
                position: 'top',
                fontSize: 11,
                fill: 'var(--bui-fg-secondary)',
              }}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
