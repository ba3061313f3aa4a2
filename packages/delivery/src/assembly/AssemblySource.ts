import path from 'node:path';
import type { Unit } from '@plinth/blueprints/schema';
import type { UnitFolder } from '@plinth/repository/units';
import type { Assembly } from '../synth/Assembly';
import { runApp } from '../synth/runApp';
import { receiveAssembly } from './receiveAssembly';
import { openSynthesis, settleFiles } from './Syntheses';

/** What a plan wants of an assembly. */
interface WantedUnits {
  /** Units whose stacks are planned. */
  readonly planned: readonly UnitFolder[];
  /** Paths of all units that the change reaches. */
  readonly reached: readonly string[];
  /** All units of the commit, by path. */
  readonly units: ReadonlyMap<string, Unit>;
  /** Of the accounts' bootstrap. */
  readonly qualifier: string;
  /** A folder of the plan's own. */
  readonly workspace: string;
}

/** Gives the stacks of units, or throws a `DeliveryError` with the reason why not. */
export type AssemblySource = (wanted: WantedUnits) => Promise<Assembly>;

/** What another job synthesized of a commit. Runs no code of the repository. */
export function synthesizedElsewhere(options: {
  folder: string;
  commit: string;
}): AssemblySource {
  return async ({ workspace, ...wanted }) =>
    receiveAssembly({
      ...wanted,
      folder: openSynthesis(options.folder, options.commit),
      into: path.join(workspace, 'deployed'),
    });
}

/** What the app of this checkout makes; for a person at their own machine. */
export function synthesizedHere(options: {
  root: string;
  env: NodeJS.ProcessEnv;
}): AssemblySource {
  return async ({ workspace, ...wanted }) => {
    const folder = path.join(workspace, 'synthesized');
    await runApp({
      ...options,
      units: wanted.planned.map(unit => unit.path),
      outdir: folder,
    });
    settleFiles(folder);
    return receiveAssembly({
      ...wanted,
      folder,
      into: path.join(workspace, 'deployed'),
    });
  };
}
