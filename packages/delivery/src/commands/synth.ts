import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  assemblyFolder,
  settleFiles,
  writeSyntheses,
  type Synthesis,
} from '../assembly/Syntheses';
import { DeliveryError } from '../errors';
import { Git } from '../git/Git';
import { reachOf } from '../plan/reachOf';
import { readChanges } from '../plan/readChanges';
import { Reporter } from '../reporting/Reporter';
import { runApp } from '../synth/runApp';
import type { CommandOptions } from './Session';

/** Options of `plinth synth`. */
export interface SynthCommandOptions extends CommandOptions {
  /** @default - the protected branch `origin/main` */
  base?: string;
  /** @default - what is checked out */
  head?: string;
  /** The output `merges` of `plinth pending`, in place of base and head. */
  merges?: string;
  /** Folder for the result. */
  out: string;
}

/** A commit to synthesize, and what the units that it reaches are counted from. */
interface Change {
  readonly base: string;
  readonly commit: string;
}

const mergesSchema = z.array(
  z.object({ base: z.string(), commit: z.string() }),
);

/**
 * Runs `plinth synth`: runs the repository's app for the units that a pull request or merges reach, and leaves the assemblies in a
 * folder. It needs no token and no permission, since it is the one command that runs code of a pull request; the commands
 * that have them take the folder as data. Resolves to the exit code: 0 all well, 1 where the app failed.
 */
export async function synthCommand(
  options: SynthCommandOptions,
): Promise<number> {
  const { root, env } = options;
  const git = new Git(root);
  const reporter = new Reporter(options);
  const out = path.resolve(root, options.out);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const syntheses: Record<string, Synthesis> = {};
  for (const change of await changesOf(options, git)) {
    const checkout = await checkOut(change.commit, git);
    try {
      const folder = assemblyFolder(out, change.commit);
      const made = await synthesize(change, checkout.root, folder, env);
      tell(change, made, reporter);
      syntheses[change.commit] = made;
    } finally {
      await checkout.dispose();
    }
  }
  writeSyntheses(out, syntheses);
  reporter.result(syntheses);
  const failed = Object.values(syntheses).some(({ error }) => error);
  return failed ? 1 : 0;
}

async function changesOf(
  { base = 'origin/main', head = 'HEAD', merges }: SynthCommandOptions,
  git: Git,
): Promise<Change[]> {
  if (merges !== undefined) {
    return parseMerges(merges);
  }
  const commit = await git.commit(head);
  return [
    { commit, base: await git.mergeBase(await git.commit(base), commit) },
  ];
}

function parseMerges(text: string): Change[] {
  try {
    return mergesSchema.parse(JSON.parse(text));
  } catch {
    throw new DeliveryError(
      '--merges must be the output `merges` of plinth pending.',
      'usage',
    );
  }
}

/** The checkout itself for the commit that it is at; a worktree below it, where Node finds the same dependencies, for others. */
async function checkOut(
  commit: string,
  git: Git,
): Promise<{ root: string; dispose: () => Promise<void> }> {
  if (commit === (await git.commit('HEAD'))) {
    return { root: git.root, dispose: async () => {} };
  }
  const folder = path.join(git.root, '.plinth', 'worktrees', commit);
  await git.addWorktree(folder, commit);
  return { root: folder, dispose: () => git.removeWorktree(folder) };
}

async function synthesize(
  { base, commit }: Change,
  root: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Synthesis> {
  const git = new Git(root);
  const { selected } = reachOf(await readChanges({ git, base, head: commit }));
  const units = selected.map(unit => unit.path);
  if (units.length === 0) {
    return { units, programs: [] };
  }
  try {
    await runApp({ root, units, outdir: folder, env });
    return { units, programs: settleFiles(folder) };
  } catch (error) {
    if (error instanceof DeliveryError) {
      return { units, programs: [], error: error.message };
    }
    throw error;
  }
}

function tell(
  { commit }: Change,
  { units, error }: Synthesis,
  reporter: Reporter,
): void {
  if (error !== undefined) {
    reporter.error(error);
  } else {
    reporter.info(
      units.length > 0
        ? `Synthesized ${units.join(', ')} of ${commit.slice(0, 12)}.`
        : `${commit.slice(0, 12)} reaches no unit.`,
    );
  }
}
