import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { packFindings } from './rulePacks';
import { sampleUnits } from './samples';
import {
  type AcceptedFinding,
  answerTo,
  BlueprintRegistry,
  DATA_TYPES,
  findPersonalData,
  IDENTITY_TYPES,
  misplacedResources,
  RULE_PACKS,
} from './schema';
import { statefulResources } from './stateful';
import { type SynthesizedStack, synthesizeUnit } from './synthesizeUnit';
import {
  excessiveStatements,
  resourcesWithoutTag,
} from './testing/templateRules';
import { synthesizeOnce } from './testing/synthesized';
import { templateFaults } from './__testUtils__/templateFaults';
import { isDecided, unwatchedResources } from './testing/unwatched';

const blueprints = new BlueprintRegistry();
const stacksOf = synthesizeOnce();

/** What a version of a blueprint makes at a stage and size; goldens of released versions never change. */
interface Golden {
  digest: string;
  stateful: Record<string, string>;
}

/** Answers that a sample needed. */
const needed = new Set<AcceptedFinding>();

/** `PLINTH_UPDATE_GOLDENS=true` adds what is missing; delete an entry by hand to renew it. */
const UPDATE = process.env.PLINTH_UPDATE_GOLDENS === 'true';

function goldenFile(blueprint: string, version: string): string {
  return join(__dirname, 'blueprints', blueprint, 'goldens', `${version}.json`);
}

function readGoldens(file: string): Record<string, Golden> {
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Golden>)
    : {};
}

function goldenOf(stacks: SynthesizedStack[]): Golden {
  // Where a resource comes from is no part of what is deployed.
  const text = JSON.stringify(stacks.map(({ constructs, ...rest }) => rest));
  return {
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    stateful: Object.assign(
      {},
      ...stacks.map(({ stackName, template }) =>
        Object.fromEntries(
          Object.entries(statefulResources(template)).map(([id, type]) => [
            `${stackName}/${id}`,
            type,
          ]),
        ),
      ),
    ) as Record<string, string>,
  };
}

/** What stays all the same, and why. */
const STAYS_OF_A_FAILED_CREATION: ReadonlySet<string> = new Set([
  // To delete one closes it, and its address is never free again.
  'AWS::Organizations::Account',
  // It goes with its bucket, and lets the pipeline empty that before.
  'AWS::S3::BucketPolicy',
]);

const folder = mkdtempSync(join(tmpdir(), 'plinth-packs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(sampleUnits())(
  '$id',
  ({ blueprint, version, stage, size, unit }) => {
    const findings: string[] = [];
    let stacks: SynthesizedStack[];

    beforeAll(() => {
      stacks = synthesizeUnit(unit, {
        validation: true,
        prepare: app => {
          const { violations } = new AwsSolutionsChecks(app).validateScope(app);
          findings.push(
            ...violations.map(
              ({ ruleName, violatingResources }) =>
                `${ruleName} ${violatingResources.map(({ constructPath }) => constructPath).join(', ')}`,
            ),
          );
        },
      });
    });

    it('passes the rules of AWS, each exception acknowledged beside its resource', () => {
      expect(findings).toEqual([]);
    });

    it('passes the packs of HIPAA, NIST and PCI, or its blueprint says why not', () => {
      const { accepted = [] } = blueprints.find(blueprint, version) ?? {};
      const unanswered: string[] = [];
      for (const { stackName, template } of stacks) {
        const file = join(folder, `${stackName}.json`);
        writeFileSync(file, JSON.stringify(template));
        for (const finding of packFindings(file, RULE_PACKS)) {
          const answer = answerTo(accepted, { ...finding, stage });
          if (answer) {
            needed.add(answer);
          } else {
            const { pack, rule, logicalId } = finding;
            unanswered.push(`${stackName} ${pack}-${rule} ${logicalId}`);
          }
        }
      }
      expect(unanswered).toEqual([]);
    });

    it('gives the same bytes again', () => {
      expect(JSON.stringify(stacksOf(unit))).toBe(JSON.stringify(stacks));
    });

    it('tells of each resource which construct made it, each by a path of its own', () => {
      for (const { template, constructs } of stacks) {
        expect(Object.keys(constructs).sort()).toEqual(
          Object.keys(template.Resources ?? {}).sort(),
        );
        const paths = Object.values(constructs);
        expect(new Set(paths).size).toBe(paths.length);
      }
    });

    it('is plain ASCII, which every service accepts in descriptions', () => {
      const odd = JSON.stringify(stacks).match(/[^\x20-\x7e]/g) ?? [];
      expect(odd).toEqual([]);
    });

    it('grants nobody every action on every resource', () => {
      for (const { template } of stacks) {
        expect(excessiveStatements(template)).toEqual([]);
      }
    });

    it('tags what can be tagged with its unit, entity and stage, and nothing that changes by commit', () => {
      for (const { template } of stacks) {
        for (const key of ['plinth:unit', 'plinth:entity', 'plinth:stage']) {
          expect(resourcesWithoutTag(template, key)).toEqual([]);
        }
        expect(JSON.stringify(template)).not.toMatch(/plinth:(commit|run)/);
      }
    });

    it('carries provenance as a parameter with an output of the same name', () => {
      for (const { template } of stacks) {
        expect(template.Parameters?.PlinthProvenance).toMatchObject({
          Type: 'String',
          Default: 'none',
        });
        expect(template.Outputs?.PlinthProvenance?.Value).toEqual({
          Ref: 'PlinthProvenance',
        });
      }
    });

    it('needs no function to deploy, and no personal data is in it', () => {
      for (const { template } of stacks) {
        const types = Object.values(template.Resources ?? {}).map(
          ({ Type }) => Type,
        );
        expect(
          types.filter(type =>
            /^Custom::|CustomResource$|^AWS::Lambda::/.test(type),
          ),
        ).toEqual([]);
        // AWS demands the address of an account's root user: that of a role, as the parameters' own test has it.
        const mailboxes = Object.entries(template.Resources ?? {})
          .filter(([, { Type }]) => Type === 'AWS::Organizations::Account')
          .map(([id]) => `Resources.${id}.Properties.Email`);
        expect(
          findPersonalData(template).filter(
            ({ path }) => !mailboxes.includes(path),
          ),
        ).toEqual([]);
      }
    });

    it('is wholly in its regions, apart from global resources', () => {
      for (const { region, template } of stacks) {
        const types = Object.fromEntries(
          Object.entries(template.Resources ?? {}).map(([id, { Type }]) => [
            id,
            Type,
          ]),
        );
        expect(misplacedResources(unit, { region, types }, blueprints)).toEqual(
          [],
        );
      }
    });

    it('keeps what is stateful when it is removed, except in previews', () => {
      for (const { template } of stacks) {
        for (const [id, type] of Object.entries(statefulResources(template))) {
          if (
            !/Bucket$|DBInstance$|DBCluster$|KMS::Key$|ReplicationGroup$|Repository$|Vault$|Secret$|::Account$/.test(
              type,
            )
          ) {
            continue;
          }
          if (stage === 'preview') {
            continue;
          }
          const resource = template.Resources?.[id];
          expect([id, resource?.DeletionPolicy]).toEqual([
            id,
            expect.stringMatching(/^(Retain|RetainExceptOnCreate|Snapshot)$/),
          ]);
          expect([id, resource?.UpdateReplacePolicy]).toEqual([
            id,
            expect.stringMatching(/^(Retain|Snapshot)$/),
          ]);
        }
      }
    });

    it('leaves nothing of a first deployment that failed, so that the next one meets no name of its own', () => {
      for (const { template } of stacks) {
        const orphans = Object.values(template.Resources ?? {})
          .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
          .map(({ Type }) => Type)
          .filter(type => !STAYS_OF_A_FAILED_CREATION.has(type));
        expect(orphans).toEqual([]);
      }
    });

    it('tells people of whatever serves or keeps data and is gone, full, slow or late', () => {
      expect(unwatchedResources(stacks)).toEqual([]);
      const undecided = stacks
        .flatMap(({ template }) => Object.values(template.Resources ?? {}))
        .map(({ Type }) => Type)
        .filter(type => DATA_TYPES.has(type) || IDENTITY_TYPES.has(type))
        .filter(type => !isDecided(type));
      expect(undecided).toEqual([]);
    });

    it('is what AWS publishes of its resource types', () => {
      for (const { template } of stacks) {
        expect(templateFaults(template)).toEqual([]);
      }
    });

    it('makes the same templates and stateful resources as when this version was released', () => {
      const file = goldenFile(blueprint, version);
      const goldens = readGoldens(file);
      const key = `${stage}-${size}`;
      const actual = goldenOf(stacks);
      if (UPDATE && !goldens[key]) {
        goldens[key] = actual;
        mkdirSync(join(file, '..'), { recursive: true });
        const sorted = Object.fromEntries(
          Object.entries(goldens).sort(([a], [b]) => (a < b ? -1 : 1)),
        );
        writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
      }
      expect(actual.stateful).toEqual(goldens[key]?.stateful);
      expect(actual.digest).toBe(goldens[key]?.digest);
    });
  },
);

describe('what blueprints accept of rule packs', () => {
  it('is found in one of their samples at least, and has a reason that can be checked', () => {
    for (const { name, version, accepted } of blueprints.all()) {
      for (const answer of accepted) {
        const { rule, resources, reason } = answer;
        expect([
          name,
          version,
          rule,
          `${resources}`,
          needed.has(answer),
        ]).toEqual([name, version, rule, `${resources}`, true]);
        expect(reason.split(' ').length).toBeGreaterThan(10);
      }
    }
  });
});
