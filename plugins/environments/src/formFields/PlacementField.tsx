import { useApi, type ApiHolder } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type {
  Placement as AuthorizedAccount,
  PlacementList,
} from '@plinth/plugin-environments-common';
import type { FieldValidation, UiSchema } from '@rjsf/utils';
import { Select, TextField } from '@backstage/ui';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { reasonOf } from '../components/reasonOf';
import { usePolled } from '../hooks/usePolled';
import { fieldState } from './fieldState';

type Part = 'stage' | 'account' | 'region';

interface Option {
  value: string;
  label: string;
}

function partOf(uiSchema: UiSchema | undefined): Part {
  return (uiSchema?.['ui:options']?.part as Part | undefined) ?? 'account';
}

/** The stages of an account at which the caller may ask for something. */
function openStages({
  stages,
  reserved = [],
}: AuthorizedAccount): AuthorizedAccount['stages'] {
  return stages.filter(stage => !reserved.includes(stage));
}

/** Stages that governance authorizes somewhere, and at which the caller may ask for nothing anywhere. */
function reservedStages({ items }: PlacementList): string[] {
  const open = new Set(items.flatMap(openStages));
  return [...new Set(items.flatMap(({ reserved = [] }) => reserved))].filter(
    stage => !open.has(stage),
  );
}

/** What may still be chosen for one part, given the parts already chosen. */
export function placementOptions(
  placements: PlacementList,
  part: Part,
  chosen: { stage?: string; account?: string },
): Option[] {
  const forStage = placements.items.filter(
    item =>
      !chosen.stage || (openStages(item) as string[]).includes(chosen.stage),
  );
  switch (part) {
    case 'stage':
      return [...new Set(placements.items.flatMap(openStages))].map(stage => ({
        value: stage,
        label: stage,
      }));
    case 'account':
      // Several repositories may authorize one account
      return [...new Map(forStage.map(item => [item.account, item.name]))].map(
        ([account, name]) => ({
          value: account,
          label: `${name} (${account})`,
        }),
      );
    default:
      return [
        ...new Set(
          forStage
            .filter(item => !chosen.account || item.account === chosen.account)
            .flatMap(item => item.regions),
        ),
      ].map(region => ({ value: region, label: region }));
  }
}

/** Repositories of which no placement is known now, in sentences. */
function unreadNotes({ unread = [] }: PlacementList): string[] {
  return unread.map(
    ({ repository, reason }) =>
      `The placements of ${repository} could not be read: ${reason}`,
  );
}

/** Stage, account or region, restricted to what the governance file authorizes together. */
export function Placement(
  props: FieldExtensionComponentProps<string, { part?: Part }>,
) {
  const {
    formData,
    onChange,
    rawErrors = [],
    required,
    schema,
    uiSchema,
  } = props;
  const part = partOf(uiSchema);
  const api = useApi(environmentsApiRef);
  const placements = usePolled(
    signal => api.listPlacements({ signal }),
    [],
    () => 300_000,
  );
  const chosen = (props.formContext?.formData ?? {}) as {
    stage?: string;
    account?: string;
  };
  const options =
    placements.value && placementOptions(placements.value, part, chosen);
  const value = formData ?? '';
  const refused =
    value && options && !options.some(option => option.value === value)
      ? `${value} is not authorized for this choice: choose another.`
      : undefined;
  const reserved =
    part === 'stage' && placements.value
      ? reservedStages(placements.value)
      : [];
  const note = [
    schema.description,
    ...(reserved.length > 0
      ? [`Reserved for others: ${reserved.join(', ')}. Ask a Super Admin`]
      : []),
    ...(part === 'account' && placements.value
      ? unreadNotes(placements.value)
      : []),
  ]
    .filter(Boolean)
    .join('. ');
  const unread =
    placements.error &&
    `The authorized placements could not be read (${reasonOf(placements.error)}); the request checks them again.`;
  const shared = {
    id: props.idSchema.$id,
    label: schema.title,
    isRequired: required,
    ...fieldState(refused ?? rawErrors[0], unread ?? note),
  };
  if (!options) {
    return (
      <TextField
        {...shared}
        value={value}
        onChange={typed => onChange(typed || undefined)}
        isDisabled={placements.loading}
      />
    );
  }
  return (
    <Select
      {...shared}
      value={value || null}
      onChange={key => onChange(String(key))}
      options={[
        ...options,
        ...(refused ? [{ value, label: value, disabled: true }] : []),
      ]}
    />
  );
}

/** Refuses what the governance file does not authorize together, when the person goes on. */
export async function validatePlacement(
  value: string | undefined,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder; formData?: unknown; uiSchema?: UiSchema },
): Promise<void> {
  const part = partOf(context.uiSchema);
  const api = context.apiHolder.get(environmentsApiRef);
  if (!api || !value) {
    return;
  }
  const options = placementOptions(
    await api.listPlacements(),
    part,
    (context.formData ?? {}) as { stage?: string; account?: string },
  );
  if (!options.some(option => option.value === value)) {
    field.addError(
      `${value} is not authorized for this choice: choose one of ${options
        .map(option => option.value)
        .join(', ')}.`,
    );
  }
}

/** The form field `Placement`; `ui:options.part` says which part it is. */
export const placementField = createFormField({
  name: 'Placement',
  component: Placement,
  validation: validatePlacement,
});
