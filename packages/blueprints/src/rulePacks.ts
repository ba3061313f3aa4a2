import { App, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib/core';
import type { RulePack } from './schema/rulePacks';

/** What a rule of a pack says against one resource of a template. */
export interface PackFinding {
  readonly pack: RulePack;
  /** Without the name of its pack, by which packs share rules: `RDSMultiAZSupport`. */
  readonly rule: string;
  /** The rule in words, with the controls of the standard that it is about. */
  readonly description: string;
  readonly logicalId: string;
}

/**
 * What rule packs of cdk-nag say against a template in a file. It is asked of the template alone, so that whoever plans need not
 * believe the app that made it; what a construct acknowledged is not known here.
 *
 * @throws Error if the template has what CDK cannot read, such as a loop of `AWS::LanguageExtensions`
 */
export function packFindings(
  templateFile: string,
  packs: readonly RulePack[],
): PackFinding[] {
  if (packs.length === 0) {
    return [];
  }
  // Loaded only where packs apply: they take a second.
  const nag = require('cdk-nag') as typeof import('cdk-nag');
  const { CfnInclude } =
    require('aws-cdk-lib/cloudformation-include') as typeof import('aws-cdk-lib/cloudformation-include');
  const classes = {
    'HIPAA.Security': nag.HIPAASecurityChecks,
    'NIST.800.53.R5': nag.NIST80053R5Checks,
    'PCI.DSS.321': nag.PCIDSS321Checks,
  } satisfies Record<RulePack, unknown>;
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', {
    synthesizer: new LegacyStackSynthesizer(),
  });
  new CfnInclude(stack, 'Template', {
    templateFile,
    allowCyclicalReferences: true,
  });
  return packs.flatMap(pack =>
    new classes[pack](app)
      .validateScope(app)
      .violations.flatMap(({ ruleName, description, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({
          pack,
          rule: ruleName.slice(pack.length + 1),
          description: description.replace(/\.$/, ''),
          logicalId: String(constructPath).split('/').at(-1) ?? '',
        })),
      ),
  );
}
