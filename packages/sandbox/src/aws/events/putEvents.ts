import { randomUUID } from 'node:crypto';
import type { AwsContext } from '../AwsContext';
import type { AwsEvent } from '../AwsEventBus';
import type { AwsCall } from '../service/AwsCall';
import type { Operation } from '../service/AwsService';
import type { Input } from '../service/Input';
import { checkBus, parsedObject } from './namedRule';

/** Takes events of others than AWS's services. An entry that is refused does not keep the others. */
export function putEvents({
  bus,
  clock,
}: Pick<AwsContext, 'bus' | 'clock'>): Operation {
  return (call, input) => {
    const events = input
      .inputs('Entries')
      .map(entry => eventOf(call, entry, clock.now()));
    input.end();
    const entries = events.map(event => {
      if ('ErrorCode' in event) {
        return event;
      }
      bus.emit('event', event);
      return { EventId: event.id };
    });
    return {
      FailedEntryCount: entries.filter(entry => 'ErrorCode' in entry).length,
      Entries: entries,
    };
  };
}

function eventOf(
  call: AwsCall,
  entry: Input,
  now: Date,
): AwsEvent | { ErrorCode: string; ErrorMessage: string } {
  checkBus(entry);
  const source = entry.optionalText('Source');
  const detailType = entry.optionalText('DetailType');
  const detail = entry.optionalText('Detail');
  const time = entry.moment('Time') ?? now;
  const resources = entry.texts('Resources');
  if (!source || !detailType || !detail) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Source, DetailType and Detail must be given',
    };
  }
  if (source.startsWith('aws.')) {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  }
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: call.account,
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: call.region,
    resources,
    detail: parsedObject(detail),
  };
}
