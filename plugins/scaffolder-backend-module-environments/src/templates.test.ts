import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import { validate } from 'jsonschema';
import { parse } from 'yaml';

const templates = resolve(__dirname, '../../../templates');

function load(name: string) {
  return parse(readFileSync(`${templates}/${name}/template.yaml`, 'utf8'));
}

/** What the scaffolder does with submitted values before it makes a task. */
function refusals(template: ReturnType<typeof load>, values: object): string[] {
  return template.spec.parameters
    .flatMap((section: object) => validate(values, section).errors)
    .map((error: { stack: string }) => error.stack);
}

const environment = {
  name: 'claims-staging',
  owner: 'group:default/platform',
  blueprint: 'application',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
  parameters: {},
  monthlyBudget: 500,
};
const tenant = {
  name: 'acme',
  owner: 'group:default/platform',
  environment: 'resource:default/claims-staging',
  blueprint: 'tenant',
  parameters: {},
  monthlyBudget: 50,
};

const BAD_NAMES = [
  '',
  'ab',
  'Claims',
  '1claims',
  'claims-',
  'claims--dev',
  'claims"dev',
  "claims'dev",
  'claims\ndev',
  'claims\n',
  '../claims',
  '${claims}',
  '${{ secrets.token }}',
  'claims dev',
  'cläims',
  'a'.repeat(500),
];

describe.each([
  ['new-environment', environment],
  ['new-tenant', tenant],
])('the template %s', (name, values) => {
  const template = load(name);

  it('is a valid template of that name', async () => {
    expect(template.metadata.name).toBe(name);
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
  });

  it('takes plain values', () => {
    expect(refusals(template, values)).toEqual([]);
    expect(refusals(template, { ...values, parameters: undefined })).toEqual(
      [],
    );
  });

  it.each(BAD_NAMES)('refuses the name %j', bad => {
    expect(refusals(template, { ...values, name: bad })).not.toEqual([]);
  });

  it.each([-1, 0, 1.5, 1_000_001, '500', null])(
    'refuses a monthly budget of %j',
    monthlyBudget => {
      expect(refusals(template, { ...values, monthlyBudget })).toEqual([
        expect.stringContaining('monthlyBudget'),
      ]);
    },
  );

  it.each([
    ['account', '12345'],
    ['account', '44445555666x'],
    ['account', '444455556666\n'],
    ['account', 444455556666],
    ['region', 'us-east-1; rm -rf /'],
    ['region', 'moon'],
    ['stage', 'prod'],
    ['owner', 'group:default/platform\nkind: User'],
    ['owner', ''],
    ['parameters', 'cidr: 10.0.0.0/16'],
    ['blueprint', '../blueprint'],
  ])('refuses %s %j', (parameter, value) => {
    expect(refusals(template, { ...values, [parameter]: value })).toEqual(
      expect.arrayContaining([expect.stringContaining(parameter)]),
    );
  });

  it.each(['name', 'owner', 'monthlyBudget'])('asks for %s', parameter => {
    expect(refusals(template, { ...values, [parameter]: undefined })).toEqual([
      `instance requires property "${parameter}"`,
    ]);
  });

  it('hands values to the steps as values, never inside other text', () => {
    const inputs = template.spec.steps.flatMap(
      (step: { input: Record<string, unknown> }) => Object.values(step.input),
    );
    for (const input of inputs.filter((text: string) => text.includes('{'))) {
      expect(input).toMatch(/^\$\{\{[^{}]+\}\}$/);
    }
  });
});

/** Fields of the portal's own that say themselves what is wrong with them, in place of what they are for. */
const SPEAKING = [
  'EnvironmentName',
  'InfrastructureRepository',
  'Placement',
  'UnitBudget',
  'UnitDeployment',
  'UnitVersion',
];

interface Field {
  'ui:field'?: string;
  'ui:hideError'?: boolean;
  'ui:options'?: { allowArbitraryValues?: boolean; catalogFilter?: object };
}

/** All fields of a form, also of its branches. */
function fieldsIn(part: unknown): Field[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  return [part as Field, ...Object.values(part).flatMap(fieldsIn)];
}

describe('the templates', () => {
  const names = readdirSync(templates, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);
  const config = parse(
    readFileSync(resolve(templates, '../app-config.yaml'), 'utf8'),
  );

  it('stand in one group each of the list of forms', () => {
    const page = config.app.extensions.find(
      (extension: object) => 'sub-page:scaffolder/templates' in extension,
    )['sub-page:scaffolder/templates'].config;
    const grouped = page.groups.flatMap(
      (group: { filter: { 'metadata.name': { $in: string[] } } }) =>
        group.filter['metadata.name'].$in,
    );
    expect(grouped.sort()).toEqual(names.sort());
  });

  it('have owners chosen from the groups', () => {
    const owners = names
      .flatMap(name => fieldsIn(load(name).spec.parameters))
      .filter(field => field['ui:field'] === 'OwnerPicker');
    expect(owners).toHaveLength(4);
    for (const field of owners) {
      expect(field['ui:options']).toEqual({
        allowArbitraryValues: false,
        catalogFilter: { kind: 'Group' },
      });
    }
  });

  it.each(names)('of which %s tells each error once', name => {
    for (const field of fieldsIn(load(name).spec.parameters)) {
      expect({ field, once: field['ui:hideError'] ?? false }).toEqual({
        field,
        once: SPEAKING.includes(field['ui:field'] ?? ''),
      });
    }
  });
});

describe('the template decommission', () => {
  const template = load('decommission');
  const prepare = {
    entityRef: 'resource:default/claims-dev',
    step: 'prepare',
    reason: 'Claims moved to the new platform',
    exportedTo: 's3://archive/claims',
    keptUntil: '2033-12-31',
    liftTerminationProtection: true,
  };
  const remove = {
    entityRef: 'resource:default/claims-dev',
    step: 'remove',
    confirm: 'claims-dev',
  };

  it('is valid, and takes the values of each step', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, prepare)).toEqual([]);
    expect(refusals(template, remove)).toEqual([]);
  });

  it.each([
    ['a step that there is not', { ...prepare, step: 'delete' }],
    ['no reason', { ...prepare, reason: undefined }],
    ['a reason in one word', { ...prepare, reason: 'old' }],
    ['a day that is none', { ...prepare, keptUntil: 'soon' }],
    ['no name to confirm', { ...remove, confirm: undefined }],
    ['a unit that is none', { ...remove, entityRef: 'claims dev' }],
  ])('refuses %s', (_, values) => {
    expect(refusals(template, values)).not.toEqual([]);
  });
});

describe('the template promote-environment', () => {
  const template = load('promote-environment');
  const values = {
    entityRef: 'resource:default/claims-staging',
    from: 'resource:default/claims-dev',
  };

  it('is valid, and takes what is to be kept', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
    expect(refusals(template, { ...values, keep: ['databaseClass'] })).toEqual(
      [],
    );
  });

  it.each([{ from: undefined }, { from: 'a b' }, { keep: 'databaseClass' }])(
    'refuses %j',
    wrong => {
      expect(refusals(template, { ...values, ...wrong })).not.toEqual([]);
    },
  );
});

describe('the template failover', () => {
  const template = load('failover');
  const values = {
    entityRef: 'resource:default/shop',
    step: 'switch',
    reason: 'The region is out, as its dashboard says',
    regionLost: true,
    snapshot:
      'arn:aws:rds:us-west-2:111122223333:cluster-snapshot:awsbackup:copyjob-1',
  };
  const { snapshot, regionLost, ...alone } = values;

  it('is valid, and takes the values of each step', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
    for (const step of ['fence', 'rejoin']) {
      expect(refusals(template, { ...alone, step })).toEqual([]);
    }
  });

  it.each([
    { step: 'jump' },
    { reason: 'because' },
    { snapshot: undefined },
    { snapshot: 'the newest' },
    { entityRef: 'the shop' },
  ])('refuses %j', wrong => {
    expect(refusals(template, { ...values, ...wrong })).not.toEqual([]);
  });
});

describe('the template roll-back', () => {
  const template = load('roll-back');
  const values = {
    entityRef: 'resource:default/claims-dev',
    commit: 'a'.repeat(40),
  };

  it('is valid, and takes a commit', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
  });

  it.each([undefined, 'main', 'abc1234', `${'a'.repeat(40)}\n`])(
    'refuses the commit %j',
    commit => {
      expect(refusals(template, { ...values, commit })).not.toEqual([]);
    },
  );
});

describe('the template repair-drift', () => {
  const template = load('repair-drift');
  const values = {
    entityRef: 'resource:default/claims-dev',
    way: 'revert',
    reason: 'The edit of last night was a trial',
  };

  it('is valid, and takes a reason to put something back', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
    const { reason, ...adopt } = { ...values, way: 'adopt' };
    expect(refusals(template, adopt)).toEqual([]);
  });

  it.each([
    { way: undefined },
    { way: 'ignore' },
    { reason: undefined },
    { reason: 'drift' },
  ])('refuses %j', wrong => {
    expect(refusals(template, { ...values, ...wrong })).not.toEqual([]);
  });
});

describe('the template upgrade-fleet', () => {
  const template = load('upgrade-fleet');
  const values = {
    blueprint: 'application',
    version: '1.1.0',
    waveSize: 10,
    maxOpen: 5,
    healthyMinutes: 60,
  };

  it('is valid, and takes how fast it may be', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
    const parameters = { alarmEmail: 'claims@example.com' };
    expect(refusals(template, { ...values, parameters })).toEqual([]);
  });

  it.each([
    { version: 'newest' },
    { parameters: 'all' },
    { maxOpen: 21 },
    { maxOpen: 0 },
    { waveSize: 101 },
    { healthyMinutes: undefined },
    { stages: ['prod'] },
    { owners: ['platform'] },
  ])('refuses %j', wrong => {
    expect(refusals(template, { ...values, ...wrong })).not.toEqual([]);
  });
});

describe('the template preview-environment', () => {
  const template = load('preview-environment');
  const { stage: _, ...asked } = environment;
  const values = {
    ...asked,
    stage: 'preview',
    name: 'claims-pr-87',
    pullRequest: 'https://github.com/acme/claims/pull/87',
    ttlHours: 72,
  };

  it('is valid, and takes the pull request of a branch', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
  });

  it.each([
    { ttlHours: undefined },
    { ttlHours: 0 },
    { ttlHours: 337 },
    { pullRequest: undefined },
    { pullRequest: 'https://github.com/acme/claims' },
    { pullRequest: 'data:text/html,acme/claims/pull/87' },
    { stage: 'dev' },
    { blueprint: 'landing-zone' },
  ])('refuses %j', wrong => {
    expect(refusals(template, { ...values, ...wrong })).not.toEqual([]);
  });
});

describe('the template extend-preview', () => {
  const template = load('extend-preview');
  const values = { entityRef: 'resource:default/claims-pr-87', hours: 24 };

  it('is valid, and takes hours', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(refusals(template, values)).toEqual([]);
    expect(refusals(template, { ...values, hours: 0 })).not.toEqual([]);
  });
});
