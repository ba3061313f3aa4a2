import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import type { Finding } from '@plinth/plugin-environments-common';
import {
  readRepair,
  repairFileOf,
  type RepairStatement,
} from '@plinth/repository';
import type { RepositoryFiles, UnitFolder } from '@plinth/repository/units';
import {
  stackKey,
  type DeployedStack,
  type StackLocation,
  type StackReader,
} from '../../aws/DeployedStack';
import type { SynthesizedStack } from '../../synth/Assembly';
import type { Attempts } from '../Attempts';
import type { Baselines } from '../Baselines';
import { asItStands } from './asItStands';
import { refuseRepair, repairFindings } from './repairFindings';

/** What a change has put back, and what is deployed seen in its light. */
export interface Repairs {
  readonly findings: readonly Finding[];
  deployed(location: StackLocation): DeployedStack | undefined;
  reverts(location: StackLocation): boolean;
}

/**
 * Finds which stacks a change has put back to their templates: those that the `repair.json` names which it writes. CloudFormation
 * looks at each of them now, so that the plan shows what would be overwritten and its hash is bound to that; what drifts
 * after the approval makes another plan.
 */
export async function gatherRepairs(options: {
  planned: readonly UnitFolder[];
  /** Paths of all files that the change touches. */
  files: readonly string[];
  /** The repository at the commit that is planned. */
  at: Pick<RepositoryFiles, 'read'>;
  head: string;
  /** Of all planned units. */
  stacks: readonly SynthesizedStack[];
  baselines: Baselines;
  reader: Pick<StackReader, 'drift'>;
  attempts: Attempts;
}): Promise<Repairs> {
  const { planned, files, at, attempts, baselines } = options;
  const touched = new Set(files);
  const findings: Finding[] = [];
  const live = new Map<string, DeployedStack>();
  for (const { path } of planned) {
    if (!touched.has(repairFileOf(path))) {
      continue;
    }
    const statement = await attempts.get('drift.revert', () =>
      readRepair(at, path),
    );
    const own = options.stacks.filter(({ unit }) => unit === path);
    if (statement) {
      findings.push(...strangers(path, statement, own));
      for (const stack of wanted(statement, own, options)) {
        const deployed = baselines.get(stack);
        const refusal = refuseRepair(stack, deployed, statement);
        const drifts =
          deployed && !refusal
            ? await attempts.get('drift.revert', () =>
                options.reader.drift(stack),
              )
            : undefined;
        if (refusal) {
          findings.push(refusal);
        } else if (deployed && drifts) {
          const found = repairFindings(stack, drifts);
          findings.push(...found);
          if (!found.some(({ severity }) => severity === 'error')) {
            live.set(stackKey(stack), standing(deployed, drifts));
          }
        }
      }
    }
  }
  return {
    findings,
    deployed: location =>
      live.get(stackKey(location)) ?? baselines.get(location),
    reverts: location => live.has(stackKey(location)),
  };
}

/** Those that are named, but for those that an earlier attempt of this commit has put back. */
function wanted(
  { revert }: RepairStatement,
  own: readonly SynthesizedStack[],
  { baselines, head }: { baselines: Baselines; head: string },
): SynthesizedStack[] {
  return own.filter(
    stack =>
      Object.hasOwn(revert, stack.stackName) &&
      baselines.isRead(stack) &&
      baselines.get(stack)?.provenance?.commit !== head,
  );
}

function strangers(
  path: string,
  { revert }: RepairStatement,
  own: readonly SynthesizedStack[],
): Finding[] {
  const names = own.map(({ stackName }) => stackName);
  return Object.keys(revert)
    .filter(name => !names.includes(name))
    .map(name => ({
      severity: 'error',
      rule: 'drift.revert',
      message: `${repairFileOf(path)} names the stack ${name}, which ${path} does not have; it has ${names.join(', ') || 'none'}.`,
      unit: path,
    }));
}

function standing(
  deployed: DeployedStack,
  drifts: readonly StackResourceDrift[],
): DeployedStack {
  return { ...deployed, template: asItStands(deployed.template, drifts) };
}
