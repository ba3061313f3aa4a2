import { AwsError } from '../protocols/AwsError';
import type { Place } from '../resources/Place';
import type { SsmParameter, SsmStore } from './SsmStore';

/** The parameter with that name or ARN; one with `:<version>` behind it only where that is the latest. */
export function findParameter(
  store: SsmStore,
  { account, region }: Place,
  reference: string,
): SsmParameter | undefined {
  const [, name, version] =
    /^(?:arn:.*:parameter)?(.*?)(?::(\d+))?$/.exec(reference) ?? [];
  const parameter = store.get(account, region, name);
  return Number(version ?? parameter?.version) === parameter?.version
    ? parameter
    : undefined;
}

/** The same, or the service's error. */
export function foundParameter(
  store: SsmStore,
  place: Place,
  reference: string,
): SsmParameter {
  const parameter = findParameter(store, place, reference);
  if (!parameter) {
    // The service answers with the bare code, as do its clients' messages.
    throw new AwsError('ParameterNotFound', '');
  }
  return parameter;
}
