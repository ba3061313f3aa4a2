import { synthesizeUnit } from '@plinth/blueprints';
import { findBlueprint, type Unit } from '@plinth/blueprints/schema';
import { estimate } from '@plinth/pricing';

const NAME = 'application';

describe.each(['1.0.0', '1.1.0'])('application %s', version => {
  const schema = findBlueprint(NAME, version)!;
  const units = schema.stages.flatMap(stage =>
    Object.entries(schema.sizes).map(([size, parameters]): [string, Unit] => [
      `${stage} ${size}`,
      {
        kind: 'environment',
        name: 'sample-application',
        blueprint: NAME,
        version,
        stage,
        account: '111122223333',
        region: 'us-east-1',
        owner: 'group:default/platform',
        monthlyBudget: 500,
        parameters: { ...schema.example(stage), ...parameters },
      },
    ]),
  );

  it.each(units)('has a price for each resource at %s', (_, unit) => {
    for (const { template, region } of synthesizeUnit(unit)) {
      const { monthly, unpriced } = estimate(
        template as Parameters<typeof estimate>[0],
        { region },
      );
      expect(unpriced).toEqual([]);
      expect(monthly).toBeGreaterThan(0);
    }
  });
});
