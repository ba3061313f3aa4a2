import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { lifeStepHref, lifeStepsOfKind, permissionOf } from './lifeSteps';

const templates = path.resolve(__dirname, '../../../../templates');

/** The fields of a template's form, by name. */
function fieldsOf(template: string): Record<string, { type: string }> {
  const file = path.join(templates, template, 'template.yaml');
  const pages = [parse(readFileSync(file, 'utf8')).spec.parameters].flat();
  return Object.assign({}, ...pages.map(({ properties }) => properties));
}

describe('the steps of a unit', () => {
  it.each(
    (['environment', 'tenant'] as const).flatMap(kind =>
      lifeStepsOfKind(kind).map(step => ({ kind, ...step })),
    ),
  )(
    'lead a $kind to the form of $template, which has the field that is filled in',
    step => {
      const url = new URL(
        lifeStepHref(step, 'resource:default/claims'),
        'http://localhost',
      );
      const values = JSON.parse(url.searchParams.get('formData')!);
      const fields = fieldsOf(step.template);
      const types = Object.entries(values).map(([name, value]) => [
        name,
        Array.isArray(value) ? 'array' : typeof value,
      ]);
      expect(types).toEqual(
        Object.keys(values).map(name => [name, fields[name]?.type]),
      );
    },
  );

  it('have each a permission of theirs, by which menus offer them', () => {
    const steps = (['environment', 'tenant'] as const).flatMap(lifeStepsOfKind);
    const change = 'environments.environment.update';
    expect(
      Object.fromEntries(
        steps.map(step => [step.template, permissionOf(step).name]),
      ),
    ).toEqual({
      'change-environment': change,
      'change-tenant': change,
      decommission: 'environments.environment.delete',
      'extend-preview': change,
      failover: change,
      freeze: change,
      'promote-environment': change,
      'repair-drift': change,
      'resume-tenant': change,
      'roll-back': change,
      'suspend-tenant': change,
      'upgrade-blueprint': change,
    });
  });
});
