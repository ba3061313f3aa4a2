import type { AwsContext } from '../AwsContext';
import { AwsError } from '../protocols/AwsError';
import type { Operation } from '../service/AwsService';
import { costFilter, granularityOf, timePeriod } from './costInput';
import { DAY, isoDay, startOfDay } from './costSeries';
import { forecast } from './forecast';
import { amountText, metricNamed } from './metrics';
import { buckets } from './sumByGroup';

/** What the days to come will cost, from what is deployed and from how the past four weeks strayed. */
export function costForecast(
  context: Pick<AwsContext, 'clock' | 'costs'>,
): Operation {
  const { clock, costs } = context;
  return (call, input) => {
    const period = timePeriod(input);
    const today = startOfDay(clock.millis());
    if (period.start < today) {
      throw input.error(
        'Start date for forecast must be the current date or later.',
      );
    }
    const metric = input.text('Metric');
    if (!metricNamed(metric)?.endsWith('Cost')) {
      throw input.error(`Metric ${metric} is not valid`);
    }
    const mine = costFilter(call, input);
    const rate = costs.dailyRate().filter(mine);
    const past = [...costs.costs({ from: today - 28 * DAY, to: today })].filter(
      mine,
    );
    const spread = forecast({
      past,
      dailyRate: rate.reduce((sum, { days: [day] }) => sum + day.amount, 0),
      level: input.number('PredictionIntervalLevel', {
        default: 80,
        min: 51,
        max: 99,
      }),
    });
    const times = buckets(period, granularityOf(input));
    if (rate.length === 0 && past.length === 0) {
      throw new AwsError(
        'DataUnavailableException',
        'Insufficient amount of historical data to generate forecast.',
      );
    }
    const results = times.map(({ start, end }) => ({
      TimePeriod: { Start: isoDay(start), End: isoDay(end) },
      ...spread((end - start) / DAY),
    }));
    const mean = results.reduce((sum, item) => sum + Number(item.MeanValue), 0);
    return {
      Total: { Amount: amountText(mean), Unit: 'USD' },
      ForecastResultsByTime: results,
    };
  };
}
