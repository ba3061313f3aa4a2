import { BlueprintRegistry } from './BlueprintRegistry';
import { requiredParameters } from './requiredParameters';
import type { Stage } from './stages';

const blueprints = new BlueprintRegistry();

describe('the parameters that a request has to say', () => {
  it.each<[string, Stage, string[]]>([
    ['application', 'dev', []],
    ['application', 'preview', ['ttlHours']],
    ['single-host', 'dev', ['domainName']],
    ['single-host', 'preview', ['domainName', 'ttlHours']],
    ['single-host', 'production', ['domainName', 'imageRelease']],
    ['container-platform', 'staging', ['domainName', 'hostedZoneId']],
    ['platform-services', 'dev', ['hostRepository']],
    [
      'host-app',
      'shared',
      [
        'image',
        'organization',
        'githubOrganization',
        'infrastructureRepository',
        'accounts',
        'domainName',
        'hostedZoneId',
      ],
    ],
    ['stack-events', 'dev', ['portalAccount', 'portalRegion']],
    ['landing-zone', 'shared', ['organizationId', 'managementAccount']],
    ['tenant', 'production', []],
  ])('of %s at %s are those that have no default', (name, stage, expected) => {
    expect(requiredParameters(blueprints.newest(name)!, stage)).toEqual(
      expected,
    );
  });

  it('of a bootstrap say whose pipeline it is for', () => {
    expect(
      requiredParameters(blueprints.newest('bootstrap')!, 'production'),
    ).toEqual(expect.arrayContaining(['repository', 'deployedBy']));
  });
});
