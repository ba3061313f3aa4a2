import path from 'node:path';
import { packFindings } from '@plinth/blueprints';
import {
  answerTo,
  type BlueprintRegistry,
  GOVERNANCE_FILE,
  type Governance,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import { templateFileOf } from '../assembly/writeAssembly';
import { messageOf } from '../errors';
import type { Assembly, SynthesizedStack } from '../synth/Assembly';
import { withExceptions } from './policy/withExceptions';

/** What the packs are asked about. */
export interface RulePackOptions {
  readonly assembly: Pick<Assembly, 'directory' | 'stacks'>;
  /** The file of the base branch, which chooses the packs. */
  readonly governance: Governance | undefined;
  /** By path. */
  readonly units: ReadonlyMap<string, Unit>;
  /** They answer for what they make. */
  readonly blueprints: BlueprintRegistry;
}

/**
 * What the rule packs find that governance chose. They are asked of the templates, here, where no code of a pull request runs.
 * A blueprint's own answers hold for what it makes; for the rest the owners of the governance file may except one rule for one
 * unit or resource.
 */
export function rulePackFindings({
  assembly,
  governance,
  units,
  blueprints,
}: RulePackOptions): Finding[] {
  const packs = governance?.rulePacks ?? [];
  const findings: Finding[] = [];
  for (const stack of assembly.stacks) {
    const unit = units.get(stack.unit);
    const accepted = unit
      ? (blueprints.find(unit.blueprint, unit.version)?.accepted ?? [])
      : [];
    try {
      const found = packFindings(
        path.join(assembly.directory, templateFileOf(stack)),
        packs,
      );
      findings.push(
        ...found
          .filter(
            each =>
              !unit || !answerTo(accepted, { ...each, stage: unit.stage }),
          )
          .map(({ pack, rule, description, logicalId }): Finding => ({
            severity: 'error',
            rule: `${pack}-${rule}`,
            message: `${stack.stackName}: ${logicalId}: ${description}. Cure it, or have the owners of ${GOVERNANCE_FILE} except the rule for this unit.`,
            unit: stack.unit,
            resource: logicalId,
          })),
      );
    } catch (error) {
      findings.push(unreadable(stack, packs, error));
    }
  }
  return withExceptions(findings, governance?.authorizes.exceptions ?? []);
}

function unreadable(
  stack: SynthesizedStack,
  packs: readonly string[],
  error: unknown,
): Finding {
  return {
    severity: 'error',
    rule: 'rule-packs',
    message: `${packs.join(', ')} cannot be asked about ${stack.stackName}, since its template cannot be read: ${messageOf(error)}`,
    unit: stack.unit,
  };
}
