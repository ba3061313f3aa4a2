import { NETWORK_PARAMETER, type BlueprintSchema } from './blueprint';
import { BlueprintRegistry } from './BlueprintRegistry';
import { blueprintSchemas } from './blueprints/blueprintSchemas';
import { chooseNetwork, completeDraft, validateDraft } from './DraftUnit';
import type { Stage } from './stages';
import { validateUnit } from './validate';

const blueprints = new BlueprintRegistry();
const { name: APPLICATION, version: NEWEST } =
  blueprints.newest('application')!;

const asked = (
  { name, version, kind }: Pick<BlueprintSchema, 'name' | 'version' | 'kind'>,
  stage: Stage,
  parameters: Record<string, unknown>,
) => ({
  kind,
  name: 'claims',
  ...(kind === 'tenant' && { environment: 'claims-host' }),
  blueprint: name,
  version,
  stage,
  account: '123456789012',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters,
});
const application = (parameters: Record<string, unknown>) =>
  asked(
    { name: APPLICATION, version: NEWEST, kind: 'environment' },
    'dev',
    parameters,
  );
const spoke = (...hubCidrs: string[]) =>
  application({ transitGatewayId: 'tgw-0123456789abcdef0', hubCidrs });

describe('a unit that is asked for', () => {
  it.each(
    blueprintSchemas.flatMap(schema =>
      schema.stages.map(
        stage => [schema.name, schema.version, stage, schema] as const,
      ),
    ),
  )(
    'of %s %s at %s becomes valid with a network',
    (_name, _version, stage, schema) => {
      const { [NETWORK_PARAMETER]: network, ...chosen } = schema.example(stage);
      const draft = validateDraft(asked(schema, stage, chosen), blueprints);
      expect(draft.networkIsOpen).toBe(network !== undefined);
      const unit = completeDraft(draft, chooseNetwork(draft, blueprints));
      expect(validateUnit(unit, blueprints)).toEqual(
        asked(schema, stage, {
          ...chosen,
          ...(draft.networkIsOpen && { [NETWORK_PARAMETER]: '10.0.0.0/16' }),
        }),
      );
    },
  );

  it('keeps the network that was chosen', () => {
    const draft = validateDraft(
      application({ cidr: '10.9.0.0/16' }),
      blueprints,
    );
    expect(draft.networkIsOpen).toBe(false);
    expect(completeDraft(draft, '10.1.0.0/16').parameters).toEqual({
      cidr: '10.9.0.0/16',
    });
  });

  it('is refused for everything but the network that is open', () => {
    expect(() =>
      validateDraft(application({ databaseStorageGiB: 1 }), blueprints),
    ).toThrow(
      /^environment "claims": parameters.databaseStorageGiB: must be at least 20 GiB[^;]*$/,
    );
    expect(() => validateUnit(application({}), blueprints)).toThrow(
      'parameters.cidr: is required',
    );
  });

  it.each([
    [spoke('10.0.0.0/16'), '10.1.0.0/16'],
    [spoke('10.0.0.0/8'), '10.0.0.0/16'],
    [spoke('10.0.4.0/24', '10.1.0.0/16'), '10.2.0.0/16'],
    [
      asked(
        { name: 'container-platform', version: '1.0.0', kind: 'environment' },
        'production',
        {
          domainName: 'app.example.com',
          hostedZoneId: 'Z0123456789EXAMPLE',
          drCidr: '10.0.0.0/16',
        },
      ),
      '10.1.0.0/16',
    ],
  ])('gets a network that its own rules take: %j', (request, network) => {
    const draft = validateDraft(request, blueprints);
    expect(chooseNetwork(draft, blueprints)).toBe(network);
  });

  it('gets a smaller network where others have all of the larger ones', () => {
    const draft = validateDraft(application({}), blueprints);
    const most = Array.from(
      { length: 255 },
      (_, index) => `10.${index}.0.0/16`,
    );
    const choose = (...last: string[]) =>
      chooseNetwork(draft, blueprints, { taken: [...most, ...last] });
    expect(choose()).toBe('10.255.0.0/16');
    expect(choose('10.255.0.0/20')).toBe('10.255.128.0/17');
    expect(
      choose(
        ...['10.255.0.0/17', '10.255.128.0/18'],
        ...['10.255.192.0/19', '10.255.224.0/20'],
      ),
    ).toBe('10.255.240.0/20');
    expect(choose('10.255.0.0/16')).toBeUndefined();
  });

  it('gets what it had before, unless that is taken or refused by now', () => {
    const draft = validateDraft(spoke('10.5.0.0/16'), blueprints);
    const choose = (preferred: string[], taken: string[] = []) =>
      chooseNetwork(draft, blueprints, { preferred, taken });
    expect(choose(['10.7.0.0/16'])).toBe('10.7.0.0/16');
    expect(choose(['10.7.0.0/16', '10.8.0.0/16'], ['10.7.0.0/20'])).toBe(
      '10.8.0.0/16',
    );
    expect(choose(['10.5.0.0/16'], ['10.0.0.0/16'])).toBe('10.1.0.0/16');
    expect(choose([], ['10.0.0.0/8'])).toBeUndefined();
  });
});
