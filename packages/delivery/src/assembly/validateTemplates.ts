import path from 'node:path';
import type { Assembly, SynthesisViolation } from '../synth/Assembly';
import type { ConcurrentValidation } from '../synth/ConcurrentValidation';
import { toViolation } from './toViolation';
import { templateFileOf } from './writeAssembly';

/** Warnings about what the blueprints do on purpose: each network names the zones that it is in. */
const MEANT = new Set(['W3010']);

/**
 * What of the templates breaks CloudFormation's schemas. It is asked here, where no code of a pull request runs, and not taken
 * from the report of the app.
 */
export function validateTemplates(
  { directory, stacks }: Assembly,
  validation: ConcurrentValidation,
): SynthesisViolation[] {
  const templates = new Map(
    stacks.map(stack => [path.join(directory, templateFileOf(stack)), stack]),
  );
  const { violations } = validation.check(
    [...templates].map(([templatePath, stack]) => ({
      templatePath,
      stackConstructPath: stack.artifactId,
      accountId: stack.account,
      region: stack.region,
    })),
  );
  return violations
    .filter(({ ruleName }) => !MEANT.has(ruleName.replace(/^.*::/, '')))
    .flatMap(violation =>
      violation.violatingResources.map(
        ({ resourceLogicalId, templatePath }) => {
          const stack = templates.get(templatePath ?? '');
          return toViolation(
            validation.name,
            violation,
            stack && [stack.artifactId, resourceLogicalId].join('/'),
          );
        },
      ),
    );
}
