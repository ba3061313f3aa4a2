import { useApi } from '@backstage/core-plugin-api';
import type { BlueprintList } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';

/** The blueprints that can be requested, or what a field shows while there are none to choose from. */
export type Blueprints =
  | { list: BlueprintList; absence?: undefined }
  | { list?: undefined; absence: JSX.Element };

/**
 * Reads the blueprints.
 *
 * @param what - what the field needs of them, for the screen reader: `versions`
 */
export function useBlueprints(what: string): Blueprints {
  const api = useApi(environmentsApiRef);
  const { value, error, retry } = usePolled(
    signal => api.listBlueprints({ signal }),
    [],
    () => 300_000,
  );
  if (value) {
    return { list: value };
  }
  return {
    absence: error ? (
      <Failure
        title="The blueprints could not be read"
        error={error}
        retry={retry}
      />
    ) : (
      <Loading label={`Reading the ${what}`} lines={3} />
    ),
  };
}
