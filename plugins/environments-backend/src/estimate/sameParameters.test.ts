import {
  BlueprintRegistry,
  type BlueprintSchema,
  REGIONS,
  resolveParameters,
  type Stage,
  type Unit,
} from '@plinth/blueprints/schema';
import { defaultsAt } from '@plinth/plugin-environments-common';
import { describeBlueprints } from '../fleet/describeBlueprints';
import { Estimator } from './Estimator';

const blueprints = new BlueprintRegistry();
const described = describeBlueprints(blueprints);

/** A pricer that tells what it is to price. */
class Recorder {
  readonly units: Unit[] = [];

  async price(unit: Unit) {
    this.units.push(unit);
    return { currency: 'USD' as const, monthly: 1, lines: [], unpriced: [] };
  }
}

const places = blueprints
  .all()
  .flatMap(schema =>
    schema.stages.map(
      stage => [schema.name, schema.version, stage, schema] as const,
    ),
  );

/** What the form shows, and what is priced for it, of one choice. */
async function compare(
  schema: BlueprintSchema,
  place: { stage: Stage; region: string },
  chosen: Record<string, unknown>,
) {
  const blueprint = described.find(
    ({ name, version }) => name === schema.name && version === schema.version,
  )!;
  const pricer = new Recorder();
  const refusal = await new Estimator({ blueprints, pricer })
    .estimate({
      blueprint: schema.name,
      version: schema.version,
      account: '123456789012',
      parameters: chosen,
      ...place,
    })
    .then(
      () => undefined,
      (error: Error) => error.message,
    );
  return {
    refusal,
    shown: { ...defaultsAt(blueprint, place), ...chosen },
    priced: pricer.units.map(unit => resolveParameters(unit, blueprints)),
  };
}

describe('the parameters that a form shows', () => {
  it.each(places)(
    'of %s %s at %s are those that are priced, in every region',
    async (_name, _version, stage, schema) => {
      const everywhere = await Promise.all(
        REGIONS.map(({ code }) =>
          compare(schema, { stage, region: code }, schema.example(stage)),
        ),
      );
      const taken = everywhere.filter(({ refusal }) => refusal === undefined);
      expect(taken.length).toBeGreaterThan(0);
      expect(taken.map(({ priced }) => priced)).toEqual(
        taken.map(({ shown }) => [
          // No price depends on the network, so that whatever was chosen the same one is priced.
          'cidr' in shown ? { ...shown, cidr: '10.0.0.0/16' } : shown,
        ]),
      );
    },
  );

  it('are priced as they were chosen where the blueprint has another default', async () => {
    const application = blueprints.newest('application')!;
    const place = { stage: 'production' as const, region: 'us-east-1' };
    const byDefault = await compare(application, place, {});
    expect(byDefault.shown.drRegion).toBe('us-west-2');
    expect(byDefault.priced).toEqual([
      { ...byDefault.shown, cidr: '10.0.0.0/16' },
    ]);
    const without = await compare(application, place, { drRegion: 'none' });
    expect(without.priced).toEqual([{ ...without.shown, cidr: '10.0.0.0/16' }]);
    expect(without.shown.drRegion).toBe('none');
  });
});
