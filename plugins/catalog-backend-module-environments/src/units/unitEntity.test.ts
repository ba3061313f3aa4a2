import type { RepositoryReference } from '@plinth/repository';
import { unitEntity } from './unitEntity';

const repository: RepositoryReference = {
  url: 'http://localhost:7008/acme/infrastructure',
  fullName: 'localhost:7008/acme/infrastructure',
  host: 'localhost:7008',
  owner: 'acme',
  repo: 'infrastructure',
  branch: 'main',
};

const environment = {
  path: 'environments/claims-staging',
  data: JSON.stringify({
    kind: 'environment',
    name: 'claims-staging',
    blueprint: 'application',
    version: '1.0.0',
    stage: 'staging',
    account: '444455556666',
    region: 'us-east-1',
    owner: 'group:default/platform',
    monthlyBudget: 700,
    parameters: {},
  }),
  catalogInfo: `
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: claims-staging
  title: Claims, staging
  annotations:
    plinth/account: '999999999999'
    plinth/monthly-budget: '500'
    example.com/note: kept
spec:
  type: aws-environment
  owner: group:default/someone-else
  system: system:default/claims
`,
};
const tenant = {
  path: 'tenants/acme',
  data: environment.data
    .replace('"environment"', '"tenant","environment":"claims-staging"')
    .replace(
      '"claims-staging","blueprint":"application"',
      '"acme","blueprint":"tenant"',
    ),
  catalogInfo: environment.catalogInfo
    .replace('name: claims-staging', 'name: acme')
    .replace('aws-environment', 'aws-tenant'),
};

describe('the entity of a unit', () => {
  it('says what people wrote, and where and whose the unit is by its data', async () => {
    const location =
      'url:http://localhost:7008/acme/infrastructure/blob/main/environments/claims-staging/catalog-info.yaml';
    await expect(unitEntity(environment, repository)).resolves.toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'claims-staging',
        title: 'Claims, staging',
        annotations: expect.objectContaining({
          'example.com/note': 'kept',
          'plinth/unit': 'environments/claims-staging',
          'plinth/repository': 'localhost:7008/acme/infrastructure',
          'plinth/stage': 'staging',
          'plinth/account': '444455556666',
          'plinth/region': 'us-east-1',
          'plinth/blueprint': 'application',
          'plinth/monthly-budget': '700',
          'backstage.io/managed-by-location': location,
          'backstage.io/managed-by-origin-location': location,
          'backstage.io/source-location':
            'url:http://localhost:7008/acme/infrastructure/tree/main/environments/claims-staging/',
        }),
      },
      spec: {
        type: 'aws-environment',
        owner: 'group:default/platform',
        system: 'system:default/claims',
        lifecycle: 'staging',
      },
    });
  });

  it('depends on its environment, if it is a tenant', async () => {
    const entity = await unitEntity(tenant, repository);
    expect(entity.spec?.dependsOn).toEqual(['resource:default/claims-staging']);
  });

  const withLink = (url: string) => ({
    ...environment,
    catalogInfo: environment.catalogInfo.replace(
      '  annotations:',
      `  links: [{ title: Runbook, url: ${JSON.stringify(url)} }]\n  annotations:`,
    ),
  });

  it('tells the state that a tenant is in by its parameters, where its blueprint has one', async () => {
    const stateOf = async (folder: typeof tenant) =>
      (await unitEntity(folder, repository)).metadata.annotations?.[
        'plinth/state'
      ];
    const said = {
      ...tenant,
      catalogInfo: tenant.catalogInfo.replace(
        'annotations:',
        'annotations:\n    plinth/state: suspended',
      ),
    };
    expect(await stateOf(said)).toBe('active');
    const suspended = tenant.data.replace(
      '"parameters":{}',
      '"parameters":{"state":"suspended"}',
    );
    expect(await stateOf({ ...tenant, data: suspended })).toBe('suspended');
    expect(await stateOf(environment)).toBeUndefined();
    const own = tenant.data.replace(
      '"blueprint":"tenant"',
      '"blueprint":"own"',
    );
    expect(await stateOf({ ...tenant, data: own })).toBeUndefined();
  });

  it('tells how long a preview lives by its parameters', async () => {
    const lifetimeOf = async (data: string) =>
      (await unitEntity({ ...environment, data }, repository)).metadata
        .annotations?.['plinth/ttl-hours'];
    expect(await lifetimeOf(environment.data)).toBeUndefined();
    const preview = environment.data
      .replace(/"stage":"[a-z]+"/, '"stage":"preview"')
      .replace('"parameters":{}', '"parameters":{"ttlHours":48}');
    expect(await lifetimeOf(preview)).toBe('48');
  });

  it.each([
    'https://wiki.example.com/claims?a=b#c',
    'http://localhost:7008/acme',
  ])('keeps the link %s', async url => {
    const { metadata } = await unitEntity(withLink(url), repository);
    expect(metadata.links).toEqual([{ title: 'Runbook', url }]);
  });

  it.each([
    `${'javascript'}:alert(document.cookie)`,
    ' JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'slack://open',
    '//evil.example.com',
    '/settings',
  ])('refuses the link %j', async url => {
    await expect(unitEntity(withLink(url), repository)).rejects.toThrow(
      /catalog-info\.yaml: metadata\.links\[0\]\.url must be an address that begins with https/,
    );
  });

  it.each([
    [{ catalogInfo: undefined }, /catalog-info\.yaml is missing/],
    [{ data: undefined }, /environment\.json is missing/],
    [{ data: '{' }, /environment\.json is no valid unit/],
    [{ data: '{"kind":"environment"}' }, /environment\.json is no valid unit/],
    [
      { path: 'environments/other' },
      /describes environments\/claims-staging; name and kind must be those of the folder/,
    ],
    [{ catalogInfo: 'a: [' }, /is not one YAML document/],
    [{ catalogInfo: 'kind: A\n---\nkind: B' }, /is not one YAML document/],
    [{ catalogInfo: '' }, /kind must be Resource/],
    [
      {
        catalogInfo: environment.catalogInfo
          .replace('Resource', 'User')
          .replace('name: claims-staging', 'name: admin'),
      },
      /kind must be Resource; metadata\.name must be claims-staging/,
    ],
    [
      {
        catalogInfo: environment.catalogInfo.replace(
          'title: Claims, staging',
          'namespace: other',
        ),
      },
      /metadata\.namespace must be default/,
    ],
    [
      {
        catalogInfo: environment.catalogInfo.replace(
          'example.com/note: kept',
          '"a b": x',
        ),
      },
      /is no valid entity/,
    ],
  ])('is refused with the file and the rule: %j', async (change, message) => {
    await expect(
      unitEntity({ ...environment, ...change }, repository),
    ).rejects.toThrow(message);
  });
});
