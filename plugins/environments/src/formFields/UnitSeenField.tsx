import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Button } from '@backstage/ui';
import type { UnitOnMain } from '@plinth/plugin-environments-common';
import { useEffect } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { FreezeBanner } from '../freezes/FreezeBanner';
import { usePolled } from '../hooks/usePolled';

/** Once: what was shown must not change under the person's hands. */
const NEVER = 2 ** 31 - 1;

/** Options of the field. */
interface UnitSeenOptions {
  /**
   * The field of the form that names the unit.
   *
   * @default entityRef
   */
  of?: string;
}

/**
 * What the main branch says of the chosen unit. It becomes a value of the form, so that the other fields start with it, and
 * so that the request can tell what was true when the person decided.
 */
export function UnitSeen(
  props: FieldExtensionComponentProps<UnitOnMain, UnitSeenOptions>,
) {
  const { formData, onChange } = props;
  const { of = 'entityRef' } = props.uiSchema['ui:options'] ?? {};
  const entityRef = (
    props.formContext?.formData as Record<string, string | undefined>
  )?.[of];
  const api = useApi(environmentsApiRef);
  const read = usePolled(
    async signal =>
      entityRef ? api.getUnit(entityRef, { signal }) : undefined,
    [entityRef],
    () => NEVER,
  );
  const { value } = read;
  const isOther =
    value !== undefined &&
    (value.entityRef !== formData?.entityRef ||
      value.commit !== formData?.commit);
  // Of a unit that was chosen before; the fields behind must not show that one's values under this one's name
  const isOutdated =
    !value && formData !== undefined && !isUnit(formData, entityRef);
  useEffect(() => {
    if (isOther) {
      onChange(value);
    } else if (isOutdated) {
      onChange(undefined);
    }
  });

  if (!entityRef) {
    return <p className={layout.note}>Go back to choose what is to change.</p>;
  }
  if (read.error && !value) {
    return (
      <Failure
        title="The unit could not be read"
        error={read.error}
        retry={read.retry}
      />
    );
  }
  if (!value) {
    return <Loading label="Reading the unit" lines={2} />;
  }
  return (
    <section className={layout.panel} aria-label={props.schema.title}>
      <div className={layout.row}>
        <span>
          {value.path}: {value.blueprint} {value.version}, {value.stage},{' '}
          {value.account}, {value.region}. Read from the main branch at commit{' '}
          <span className={layout.mono}>{shortSha(value.commit)}</span>.
        </span>
        <Button variant="secondary" size="small" onPress={read.retry}>
          Read again
        </Button>
      </div>
      <FreezeBanner unit={value} />
      {read.error && (
        <Failure
          title="The unit could not be read again"
          error={read.error}
          retry={read.retry}
        />
      )}
    </section>
  );
}

function isUnit(seen: UnitOnMain, entityRef: string | undefined): boolean {
  return (
    entityRef !== undefined &&
    seen.entityRef ===
      stringifyEntityRef(
        parseEntityRef(entityRef, {
          defaultKind: 'resource',
          defaultNamespace: 'default',
        }),
      )
  );
}

/** The form field `UnitSeen`. */
export const unitSeenField = createFormField({
  name: 'UnitSeen',
  component: UnitSeen,
});
