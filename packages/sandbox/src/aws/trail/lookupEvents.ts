import type { AwsContext } from '../AwsContext';
import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Operation } from '../service/AwsService';
import type { Input } from '../service/Input';
import { trailEventView, usernameOf } from './trailEventView';
import type { TrailEvent } from './TrailStore';

/** Lookups a second that CloudTrail allows in an account and region. */
const LOOKUPS_PER_SECOND = 2;

const ATTRIBUTES: Record<
  string,
  ((event: TrailEvent, value: string) => boolean) | undefined
> = {
  EventId: (event, value) => event.id === value,
  EventName: (event, value) => event.eventName === value,
  EventSource: (event, value) => event.eventSource === value,
  ReadOnly: (event, value) => String(event.readOnly) === value,
  Username: (event, value) => usernameOf(event) === value,
  AccessKeyId: (event, value) => event.principal.accessKeyId === value,
  ResourceType: (event, value) =>
    event.resources.some(resource => resource.type === value),
  ResourceName: (event, value) =>
    event.resources.some(resource => resource.name === value),
};

/** Looks events up, newest first, at two lookups a second. */
export function lookupEvents(
  context: Pick<AwsContext, 'clock' | 'trail'>,
): Operation {
  const limit = lookupLimit(context);
  return (call, input) => {
    limit(call);
    const from = input.moment('StartTime')?.toISOString() ?? '';
    const to = input.moment('EndTime')?.toISOString() ?? '9999';
    if (from > to) {
      throw new AwsError(
        'InvalidTimeRangeException',
        'The start time must be before the end time.',
      );
    }
    const matches = attributeOf(input);
    const events = context.trail
      .list(call)
      .filter(
        event => event.time >= from && event.time <= to && matches(event),
      );
    const { items, nextToken } = input.page(events, {
      limit: 'MaxResults',
      default: 50,
    });
    return { Events: items.map(trailEventView), NextToken: nextToken };
  };
}

/** History is written in no time, so a stopped clock lifts the limit. */
function lookupLimit({ clock }: Pick<AwsContext, 'clock'>) {
  const lookups = new Map<string, number[]>();
  return (call: AwsCall): void => {
    if (clock.frozen) {
      return;
    }
    const now = clock.millis();
    const place = `${call.account}/${call.region}`;
    const recent = (lookups.get(place) ?? []).filter(at => at > now - 1000);
    if (recent.length >= LOOKUPS_PER_SECOND) {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    }
    lookups.set(place, [...recent, now]);
  };
}

function attributeOf(input: Input) {
  const [attribute, ...more] = input.inputs('LookupAttributes').map(item => ({
    key: item.text('AttributeKey'),
    value: item.text('AttributeValue'),
  }));
  if (more.length > 0) {
    throw new AwsError(
      'InvalidLookupAttributesException',
      'You can specify only one lookup attribute.',
    );
  }
  if (!attribute) {
    return () => true;
  }
  const test = ATTRIBUTES[attribute.key];
  if (!test) {
    throw new AwsError(
      'InvalidLookupAttributesException',
      `${attribute.key} is not a lookup attribute.`,
    );
  }
  return (event: TrailEvent) => test(event, attribute.value);
}
