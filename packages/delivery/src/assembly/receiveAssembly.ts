import { mkdirSync } from 'node:fs';
import { isNameOfUnit, type Unit } from '@plinth/blueprints/schema';
import type { UnitFolder } from '@plinth/repository/units';
import { stackKey } from '../aws/DeployedStack';
import type { Assembly, SynthesizedStack } from '../synth/Assembly';
import { ForeignAssembly, refusal, type ForeignStack } from './ForeignAssembly';
import { receiveStack } from './receiveStack';
import { requirePlainFiles } from './requirePlainFiles';
import { writeAssembly } from './writeAssembly';

/** What to take of an assembly that was made elsewhere. */
export interface ReceiveOptions {
  /** The assembly as the app made it; it stays where it is, and holds the files that are published. */
  readonly folder: string;
  /** Where the assembly is written that is deployed. */
  readonly into: string;
  /** Units whose stacks are taken; each must have its own. */
  readonly planned: readonly UnitFolder[];
  /** Paths of the units that may have stacks in it besides. */
  readonly reached: readonly string[];
  /** All units of the commit. */
  readonly units: ReadonlyMap<string, Unit>;
  /** Of the accounts' bootstrap. */
  readonly qualifier: string;
}

/*
 * An assembly comes from a job that ran code of a pull request, so it is data like any other that a stranger sends. Nothing of
 * it is deployed as it is: what may be in it is read, compared with what Git says of the units, and written anew. So a role, a
 * bucket, a parameter or a second meaning of a template that the sender put there does not reach the CDK's command line.
 */

/**
 * Takes in what an app made for some units.
 *
 * @throws DeliveryError that says what is refused, and what to do
 */
export function receiveAssembly(options: ReceiveOptions): Assembly {
  const { folder, into, planned, qualifier } = options;
  requirePlainFiles(folder);
  const foreign = new ForeignAssembly(folder);
  const wanted = new Map(planned.map(each => [each.path, each]));
  const received = foreign.stacks.flatMap(stack => {
    const unit = wanted.get(ownerOf(stack, options));
    return unit ? [receiveStack(stack, { foreign, unit, qualifier })] : [];
  });
  const stacks = received.map(({ stack }) => stack);
  requireEachOnce(stacks);
  requireMainStacks(stacks, planned);
  mkdirSync(into, { recursive: true });
  writeAssembly(into, received, qualifier);
  return {
    directory: into,
    stacks: stacks.map(stack => ({
      ...stack,
      dependsOn: stack.dependsOn.filter(id =>
        stacks.some(({ artifactId }) => artifactId === id),
      ),
    })),
    violations: [
      ...foreign.violations(),
      ...received.flatMap(({ errors }) => errors),
    ],
  };
}

/** The path of the unit that a stack is named after: the longest name of a unit that it is, or begins with before a dash. */
function ownerOf(
  { stackName: name }: ForeignStack,
  { planned, reached, units }: ReceiveOptions,
): string {
  const [owner] = [...units]
    .filter(([, unit]) => isNameOfUnit(name, unit))
    .sort(([, a], [, b]) => b.name.length - a.name.length);
  if (!owner) {
    throw refusal(
      `Stack ${name} belongs to no unit. Create stacks in the units' stack.ts only; a further stack of a unit is named after it, as <unit>-<purpose>.`,
    );
  }
  const [path] = owner;
  if (!reached.includes(path) && !planned.some(each => each.path === path)) {
    throw refusal(
      `Stack ${name} is of ${path}, which this change does not reach.`,
    );
  }
  return path;
}

/** Two stacks of one name would be one stack that is deployed twice. */
function requireEachOnce(stacks: readonly SynthesizedStack[]): void {
  const keys = stacks.map(stackKey);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice) {
    throw refusal(`There are two stacks ${twice}; give them different names.`);
  }
}

function requireMainStacks(
  stacks: readonly SynthesizedStack[],
  planned: readonly UnitFolder[],
): void {
  const absent = planned.find(
    ({ path, unit }) =>
      !stacks.some(
        stack =>
          stack.unit === path &&
          stack.stackName === unit.name &&
          stack.region === unit.region,
      ),
  );
  if (absent) {
    throw refusal(
      `The app made no stack ${absent.unit.name} in ${absent.unit.region} for ${absent.path}, by which the portal finds it. Let its stack.ts export the stack as default, and pass props on to super().`,
    );
  }
}
