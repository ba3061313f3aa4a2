import { BlueprintRegistry } from '../../BlueprintRegistry';
import { sampleUnit } from '../../../testing/synthesized';
import { STAGES } from '../../stages';
import { stagePolicy } from '../../stagePolicy';
import { resolveParameters, validateUnit } from '../../validate';
import type { Stage } from '../../stages';
import type { ApplicationV11Parameters } from './applicationV11Parameters';

const blueprints = new BlueprintRegistry();

const unit = (stage: Stage, parameters: Record<string, unknown>) =>
  sampleUnit('application', stage, { version: '1.1.0', parameters });

describe('application 1.1.0', () => {
  it('is what a request without a version gets, and 1.0.0 stays', () => {
    expect(blueprints.newest('application')?.version).toBe('1.1.0');
    expect(blueprints.find('application', '1.0.0')?.version).toBe('1.0.0');
  });

  it('starts nothing that nobody asked for', () => {
    for (const stage of STAGES.filter(each => each !== 'shared')) {
      expect(resolveParameters(unit(stage, {}), blueprints)).toMatchObject({
        service: 'none',
        logSearch: 'none',
        metrics: 'cloudwatch',
        grafana: false,
        hubCidrs: [],
      });
    }
  });

  it.each(STAGES.filter(each => each !== 'shared'))(
    'takes the copies of a service at %s from the stage table',
    stage => {
      const { minCopies, maxCopies } = resolveParameters(
        unit(stage, { service: 'web' }),
        blueprints,
      ) as ApplicationV11Parameters;
      expect([minCopies, maxCopies]).toEqual(stagePolicy(stage).serviceCopies);
    },
  );

  it('sizes staging like production (FND-4)', () => {
    const sizing = (stage: Stage) => {
      const { minCopies, maxCopies, drRegion, ...rest } = blueprints
        .newest('application')!
        .defaultsFor(stage, 'us-east-1');
      expect([minCopies, maxCopies, drRegion]).toHaveLength(3);
      return rest;
    };
    expect(sizing('staging')).toEqual(sizing('production'));
  });

  it('accepts what 1.0.0 accepts', () => {
    const old = sampleUnit('application', 'production', { version: '1.0.0' });
    expect(
      validateUnit({ ...old, version: '1.1.0' }, blueprints),
    ).toBeDefined();
  });

  it.each<[Stage, Record<string, unknown>, string]>([
    [
      'production',
      { service: 'web', minCopies: 1 },
      'parameters.minCopies: must be at least 2 at stage production',
    ],
    [
      'production',
      { service: 'web', minCopies: 4, maxCopies: 4 },
      'parameters.maxCopies: must be more than minCopies at stage production',
    ],
    [
      'production',
      { service: 'web', availabilityZones: 1 },
      'parameters.availabilityZones: must be at least 2',
    ],
    [
      'dev',
      { service: 'web', minCopies: 5, maxCopies: 2 },
      'parameters.maxCopies: must be at least minCopies',
    ],
    [
      'dev',
      { service: 'web', domainName: 'claims.example.com' },
      'parameters.hostedZoneId: is required with domainName',
    ],
    [
      'dev',
      { service: 'web', hostedZoneId: 'Z0123456789EXAMPLE' },
      'parameters.domainName: is required with hostedZoneId',
    ],
    [
      'dev',
      {
        domainName: 'claims.example.com',
        hostedZoneId: 'Z0123456789EXAMPLE',
      },
      'parameters.domainName: is for a service',
    ],
    ['dev', { image: 'httpd' }, 'parameters.image: must be a registry'],
    ['dev', { containerPort: 0 }, 'parameters.containerPort: must be at least'],
    [
      'dev',
      { secrets: [{ variable: 'lower', secret: 'claims/payment' }] },
      'must be the name of an environment variable in capitals',
    ],
    [
      'dev',
      { secrets: [{ variable: 'KEY', secret: 'claims/payment-AbCdEf' }] },
      'must be the name without the ending that Secrets Manager adds',
    ],
    [
      'dev',
      { secrets: [{ variable: 'DATABASE_HOST', secret: 'claims/host' }] },
      'must not name DATABASE_HOST',
    ],
    [
      'dev',
      {
        secrets: [
          { variable: 'KEY', secret: 'claims/one' },
          { variable: 'KEY', secret: 'claims/two' },
        ],
      },
      'must not name a variable twice',
    ],
    ['dev', { grafana: true }, 'parameters.metrics: must be "prometheus"'],
    [
      'production',
      { logSearch: 'opensearch', logSearchClass: 't3.small.search' },
      'parameters.logSearchClass: must not be of family t3',
    ],
    [
      'production',
      { logSearch: 'opensearch', availabilityZones: 2 },
      'parameters.availabilityZones: must be 3 at stage production with logSearch',
    ],
    [
      'dev',
      { transitGatewayId: 'tgw-1', hubCidrs: ['10.0.0.0/16'] },
      'parameters.transitGatewayId: must be the ID of a transit gateway',
    ],
    [
      'dev',
      { transitGatewayId: 'tgw-0123456789abcdef0' },
      'parameters.hubCidrs: must name at least one block',
    ],
    [
      'dev',
      { hubCidrs: ['10.0.0.0/16'] },
      'parameters.transitGatewayId: is required with hubCidrs',
    ],
    [
      'dev',
      {
        transitGatewayId: 'tgw-0123456789abcdef0',
        hubCidrs: ['10.20.0.0/20'],
      },
      "10.20.0.0/20 lies inside of the environment's own network",
    ],
    [
      'dev',
      { transitGatewayId: 'tgw-0123456789abcdef0', hubCidrs: ['8.8.8.0/24'] },
      'must lie in 10.0.0.0/8',
    ],
  ])('refuses what cannot stand at %s: %j', (stage, parameters, message) => {
    expect(() => validateUnit(unit(stage, parameters), blueprints)).toThrow(
      message,
    );
  });
});
