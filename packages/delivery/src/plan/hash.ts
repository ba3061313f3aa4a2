import { createHash } from 'node:crypto';
import type { ResourceChange } from '@plinth/plugin-environments-common';
import type { DecommissionStatement } from '@plinth/repository';
import canonicalize from 'canonicalize';
import {
  stackKey,
  type DeployedStack,
  type StackLocation,
} from '../aws/DeployedStack';
import { withoutProtections } from '../removal/protections';
import type { SynthesizedStack } from '../synth/Assembly';

/*
 * What an approval is bound to. Each unit has a hash over what would be deployed (template, tags, termination
 * protection, contents of assets), the change that the reviewer saw, and the baseline that the change was computed against. The plan's hash
 * is over the units' hashes, so that deploy can check a part (production waits for its own approval; a re-run finds
 * some units done) and still be bound to the whole: the list of unit hashes is trusted only if it adds up.
 *
 * Neither commits nor times are in it: the merged commit has another SHA than the approved head, and the same content.
 */

/** SHA-256 in hexadecimal over RFC 8785 canonical JSON. */
export function sha256(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new TypeError('Only JSON values can be hashed');
  }
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Parameters that say who deployed or how, and are not part of what is deployed. */
const NOT_CONTENT = new Set(['PlinthProvenance', 'BootstrapVersion']);

/** What of a deployed stack a change depends on; null when nothing is deployed. */
export function baselineOf(deployed: DeployedStack | undefined): unknown {
  if (!deployed) {
    return null;
  }
  const parameters = Object.entries(deployed.parameters).filter(
    ([name]) => !NOT_CONTENT.has(name),
  );
  return {
    template: deployed.template,
    parameters: Object.fromEntries(parameters),
    tags: deployed.tags,
    terminationProtection: deployed.terminationProtection,
  };
}

/** What a plan is bound to in one stack: two hashes, since what is deployed stays the same when its baseline moves on. */
interface StackBinding {
  /** Over what would be deployed: template, tags, termination protection, contents of assets. */
  readonly content: string;
  /** Over the change that the reviewer saw, and the baseline that it was computed against. */
  readonly change: string;
}

/** What a plan is bound to in a unit, by stack. */
export type UnitBinding = Readonly<Record<string, StackBinding>>;

/** What a plan is bound to in the stacks of one unit, in any order. */
export function bindingOf(
  stacks: ReadonlyArray<{
    stack: SynthesizedStack;
    deployed: DeployedStack | undefined;
    changes: readonly ResourceChange[];
  }>,
): UnitBinding {
  return Object.fromEntries(
    stacks.map(({ stack, deployed, changes }) => {
      const { template, tags, terminationProtection, assets } = stack;
      return [
        stackKey(stack),
        {
          content: sha256({ template, tags, terminationProtection, assets }),
          change: sha256({ changes, baseline: baselineOf(deployed) }),
        },
      ];
    }),
  );
}

/** What of a deployed stack its deletion depends on: that an earlier attempt has lifted its protections changes nothing. */
export function baselineOfDeletion(
  deployed: DeployedStack | undefined,
): unknown {
  return baselineOf(
    deployed && {
      ...deployed,
      template: withoutProtections(deployed.template),
      terminationProtection: false,
    },
  );
}

/** What a plan is bound to in the stacks of a unit that is removed: this very stack as it is, and what was said of its end. */
export function removalBinding(
  stacks: ReadonlyArray<{
    stack: StackLocation & { stackId: string };
    deployed: DeployedStack | undefined;
    changes: readonly ResourceChange[];
  }>,
  statement: DecommissionStatement | undefined,
): UnitBinding {
  return Object.fromEntries(
    stacks.map(({ stack, deployed, changes }) => [
      stackKey(stack),
      {
        content: sha256({ deleted: true, statement: statement ?? null }),
        change: sha256({
          changes,
          stackId: stack.stackId,
          baseline: baselineOfDeletion(deployed),
        }),
      },
    ]),
  );
}

/** The hash of a unit. */
export function unitHash(unit: string, stacks: UnitBinding): string {
  return sha256({ unit, stacks });
}

/** The hash of a plan: over its units' hashes by path. */
export function planHash(unitHashes: Readonly<Record<string, string>>): string {
  return sha256({ version: 1, units: unitHashes });
}
