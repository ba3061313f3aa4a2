import { STAGES, type Stage } from '../../schema';
import { statefulResources } from '../../stateful';
import { synthesizeUnit, type Template } from '../../synthesizeUnit';
import { sampleUnit } from '../../testing/synthesized';

const WORKLOADS = STAGES.filter(stage => stage !== 'shared');

/** Everything that 1.1.0 can add, without a change of what 1.0.0 has. */
const EVERYTHING = {
  service: 'web',
  domainName: 'claims.example.com',
  hostedZoneId: 'Z0123456789EXAMPLE',
  secrets: [{ variable: 'PAYMENT_KEY', secret: 'claims/payment' }],
  metrics: 'prometheus',
  grafana: true,
  logSearch: 'opensearch',
  transitGatewayId: 'tgw-0123456789abcdef0',
  hubCidrs: ['10.0.0.0/16'],
};

function stacksOf(
  version: string,
  stage: Stage,
  parameters: Record<string, unknown> = {},
): Map<string, Template> {
  const unit = sampleUnit('application', stage, {
    version,
    size: 'small',
    parameters,
  });
  return new Map(
    synthesizeUnit(unit).map(({ stackName, template }) => [
      stackName,
      template,
    ]),
  );
}

/** The key serves one group of logs more; whom it lets in and what it is stay the same. */
function withoutFirewallLogs(properties: unknown): unknown {
  return JSON.parse(
    JSON.stringify(properties ?? null).replace(
      /,"arn:[^"]*:log-group:aws-waf-logs-[^"]*"/,
      '',
    ),
  );
}

describe.each(WORKLOADS)('moving a unit of %s from 1.0.0 to 1.1.0', stage => {
  it.each([
    ['as it is', {}],
    ['with everything that 1.1.0 can add', EVERYTHING],
  ])(
    'keeps every stateful resource, property by property, %s',
    (_, parameters) => {
      const after = stacksOf('1.1.0', stage, parameters);
      const before = stacksOf('1.0.0', stage);
      expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
      for (const [stackName, old] of before) {
        const upgraded = after.get(stackName)?.Resources ?? {};
        for (const id of Object.keys(statefulResources(old))) {
          const { Type, Properties, DeletionPolicy } = old.Resources![id];
          const kept = upgraded[id];
          expect([id, kept?.Type, kept?.DeletionPolicy]).toEqual([
            id,
            Type,
            DeletionPolicy,
          ]);
          expect([id, withoutFirewallLogs(kept?.Properties)]).toEqual([
            id,
            Properties,
          ]);
        }
      }
    },
  );

  it('removes nothing, and keeps every output that tenants import', () => {
    const after = stacksOf('1.1.0', stage, EVERYTHING);
    for (const [stackName, old] of stacksOf('1.0.0', stage)) {
      const upgraded = after.get(stackName);
      expect(Object.keys(upgraded?.Resources ?? {})).toEqual(
        expect.arrayContaining(Object.keys(old.Resources ?? {})),
      );
      for (const [name, { Export }] of Object.entries(old.Outputs ?? {})) {
        expect([name, upgraded?.Outputs?.[name]?.Export]).toEqual([
          name,
          Export,
        ]);
      }
    }
  });
});
