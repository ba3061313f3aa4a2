import { useApi, type ApiHolder } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Select } from '@backstage/ui';
import type { PlacementList } from '@plinth/plugin-environments-common';
import type { FieldValidation, UiSchema } from '@rjsf/utils';
import { useEffect } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { reasonOf } from '../components/reasonOf';
import { usePolled } from '../hooks/usePolled';
import { fieldState } from './fieldState';

/** Options of the field. */
interface InfrastructureRepositoryOptions {
  /**
   * Whether only those count that authorize the place which the form has, and one of them has to be chosen.
   *
   * @default false
   */
  ofPlacement?: boolean;
}

interface Placed {
  stage?: string;
  account?: string;
  region?: string;
}

function isOfPlacement(uiSchema: UiSchema | undefined): boolean {
  return uiSchema?.['ui:options']?.ofPlacement === true;
}

/** The repositories that authorize a place, `host/owner/repo`; none until the form has all of it. */
function repositoriesAt(
  { items }: PlacementList,
  { stage, account, region }: Placed,
): string[] {
  return distinct(
    items.filter(
      each =>
        each.account === account &&
        (each.stages as string[]).includes(stage ?? '') &&
        each.regions.includes(region ?? ''),
    ),
  );
}

function distinct(items: PlacementList['items']): string[] {
  return [...new Set(items.map(({ repository }) => repository))];
}

/** `acme/infrastructure`, as people call it. */
function labelOf(repository: string): string {
  return repository.split('/').slice(1).join('/');
}

/** The infrastructure repository, asked for only where there is a choice. */
export function InfrastructureRepository(
  props: FieldExtensionComponentProps<string, InfrastructureRepositoryOptions>,
) {
  const { formData, onChange, rawErrors = [], schema, uiSchema } = props;
  const api = useApi(environmentsApiRef);
  const placements = usePolled(
    signal => api.listPlacements({ signal }),
    [],
    () => 300_000,
  );
  const ofPlacement = isOfPlacement(uiSchema);
  const list = placements.value;
  const options =
    list &&
    (ofPlacement
      ? repositoriesAt(list, (props.formContext?.formData ?? {}) as Placed)
      : distinct(list.items));
  const isOutdated =
    formData !== undefined &&
    options !== undefined &&
    !options.includes(formData);
  useEffect(() => {
    // Chosen for another place, where nobody is asked now
    if (isOutdated) {
      onChange(undefined);
    }
  });
  if (!options || options.length < 2) {
    return null;
  }
  const unread = (list.unread ?? []).map(
    ({ repository, reason }) =>
      `${labelOf(repository)} could not be read: ${reason}`,
  );
  return (
    <Select
      id={props.idSchema.$id}
      label={schema.title}
      isRequired={ofPlacement}
      {...fieldState(
        rawErrors[0],
        [schema.description, ...unread].filter(Boolean).join('. '),
      )}
      value={formData ?? null}
      onChange={key => onChange(String(key))}
      options={options.map(value => ({ value, label: labelOf(value) }))}
    />
  );
}

/** Asks for a repository, when the person goes on, where several authorize the place. */
export async function validateInfrastructureRepository(
  value: string | undefined,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder; formData?: unknown; uiSchema?: UiSchema },
): Promise<void> {
  const api = context.apiHolder.get(environmentsApiRef);
  if (!api || value || !isOfPlacement(context.uiSchema)) {
    return;
  }
  let found: string[];
  try {
    found = repositoriesAt(
      await api.listPlacements(),
      (context.formData ?? {}) as Placed,
    );
  } catch (error) {
    field.addError(
      `It could not be read which repositories authorize this place: ${reasonOf(error as Error)}`,
    );
    return;
  }
  if (found.length > 1) {
    field.addError(
      `${found.map(labelOf).join(' and ')} authorize this place: choose one of them.`,
    );
  }
}

/** The form field `InfrastructureRepository`. */
export const infrastructureRepositoryField = createFormField({
  name: 'InfrastructureRepository',
  component: InfrastructureRepository,
  validation: validateInfrastructureRepository,
});
