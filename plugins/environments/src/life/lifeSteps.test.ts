import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { lifeStepHref, lifeStepsOfKind } from './lifeSteps';

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
});
