import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { UnitOnMain } from '@plinth/plugin-environments-common';
import { Checkbox } from '@backstage/ui';
import { useEffect } from 'react';
import layout from '../components/layout.module.css';
import { Loading } from '../components/states';
import { comparePromotion, type PromotedParameter } from './comparePromotion';
import { useBlueprints } from './useBlueprints';

/** What a promotion holds of its form. */
interface PromotionForm {
  seen?: UnitOnMain;
  seenFrom?: UnitOnMain;
}

/** Two environments side by side; what is submitted are the parameters that a person keeps as they are. */
export function UnitPromotion(props: FieldExtensionComponentProps<string[]>) {
  const { formData = [], onChange } = props;
  const { seen, seenFrom } = (props.formContext?.formData ??
    {}) as PromotionForm;
  const { list, absence } = useBlueprints('parameters');
  const comparison =
    list && seen && seenFrom
      ? comparePromotion(list, seenFrom, seen)
      : undefined;
  const open = comparison?.differing.filter(({ stays }) => !stays) ?? [];
  const kept = formData.filter(name => open.some(each => each.name === name));
  // Other environments were chosen, of which it makes no sense any more
  const isOutdated = comparison && kept.length < formData.length;
  useEffect(() => {
    if (isOutdated) {
      onChange(kept);
    }
  });
  if (absence) {
    return absence;
  }
  if (!seenFrom || !seen) {
    return <Loading label="Comparing the environments" lines={3} />;
  }
  const refusal = refusalOf(seenFrom, seen);
  if (refusal || !comparison) {
    return (
      <p className={layout.note} role="alert">
        {refusal ??
          `This portal does not know the versions of ${seen.blueprint} that both have, so it cannot compare them.`}
      </p>
    );
  }
  return (
    <div className={layout.stack}>
      {seenFrom.version !== seen.version && (
        <p>
          {seen.blueprint} {seen.version} becomes{' '}
          <strong>{seenFrom.version}</strong>.
        </p>
      )}
      {comparison.differing.length > 0 && (
        <div className={layout.scroll}>
          <table className={layout.table}>
            <caption className={layout.note}>
              Where they differ; {comparison.agreeing} parameters agree.
            </caption>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">{nameOf(seenFrom)}</th>
                <th scope="col">{nameOf(seen)} now</th>
                <th scope="col">Carried</th>
              </tr>
            </thead>
            <tbody>
              {comparison.differing.map(parameter => (
                <Row
                  key={parameter.name}
                  parameter={parameter}
                  isKept={kept.includes(parameter.name)}
                  onCarry={carried =>
                    onChange(
                      carried
                        ? kept.filter(name => name !== parameter.name)
                        : [...kept, parameter.name],
                    )
                  }
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {comparison.differing.length === 0 && (
        <p className={layout.note} role="status">
          All {comparison.agreeing} parameters agree.
        </p>
      )}
    </div>
  );
}

function Row(props: {
  parameter: PromotedParameter;
  isKept: boolean;
  onCarry: (carried: boolean) => void;
}) {
  const { parameter, isKept, onCarry } = props;
  const { title, theirs, ours, stays, caution } = parameter;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{tell(theirs)}</td>
      <td>{tell(ours)}</td>
      <td>
        {stays ?? (
          <Checkbox
            aria-label={`Carry ${title}`}
            isSelected={!isKept}
            onChange={onCarry}
          />
        )}
        {caution && (
          <span className={layout.note}>unless refused: {caution}</span>
        )}
      </td>
    </tr>
  );
}

function refusalOf(from: UnitOnMain, to: UnitOnMain): string | undefined {
  if (from.entityRef === to.entityRef) {
    return 'An environment cannot be promoted to itself. Go back to choose another one.';
  }
  return from.blueprint === to.blueprint
    ? undefined
    : `${nameOf(from)} is made from ${from.blueprint}, and ${nameOf(to)} from ${to.blueprint}. Go back to choose two of one blueprint.`;
}

function nameOf({ path }: UnitOnMain): string {
  return path.split('/')[1];
}

function tell(value: unknown): string {
  if (value === undefined) {
    return 'none';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The form field `UnitPromotion`. */
export const unitPromotionField = createFormField({
  name: 'UnitPromotion',
  component: UnitPromotion,
});
