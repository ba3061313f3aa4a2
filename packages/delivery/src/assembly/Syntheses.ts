import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DeliveryError } from '../errors';
import { refusal } from './ForeignAssembly';
import { readForeignJson } from './readForeignJson';
import { requirePlainFiles } from './requirePlainFiles';

const FILE = 'plinth-syntheses.json';

const synthesesSchema = z.strictObject({
  syntheses: z.record(
    z.string(),
    z.strictObject({
      /** Paths of the units that it was made for. */
      units: z.array(z.string()),
      /** Files that can be executed, which an artifact of a workflow forgets. */
      programs: z.array(z.string()),
      error: z.string().optional(),
    }),
  ),
});

/** What `plinth synth` made of one commit. */
export type Synthesis = z.infer<typeof synthesesSchema>['syntheses'][string];

/** Where the assembly of a commit is in the folder of a synthesis. */
export function assemblyFolder(folder: string, commit: string): string {
  return path.join(folder, commit);
}

/** Writes down what was synthesized, beside the assemblies. */
export function writeSyntheses(
  folder: string,
  syntheses: Readonly<Record<string, Synthesis>>,
): void {
  writeFileSync(
    path.join(folder, FILE),
    JSON.stringify({ syntheses }, null, 2),
  );
}

/**
 * The folder of the assembly that another job made of a commit; what it says of itself is not believed.
 *
 * @throws DeliveryError with the reason when there is none
 */
export function openSynthesis(folder: string, commit: string): string {
  if (!existsSync(path.join(folder, FILE))) {
    throw new DeliveryError(
      `There is no synthesis in ${folder}. Look into the log of the job synth; when it has ended well, its artifact is gone: run it again.`,
      'synthesis',
    );
  }
  requirePlainFiles(folder);
  const { syntheses } = readForeignJson(
    path.join(folder, FILE),
    synthesesSchema,
  );
  if (!Object.hasOwn(syntheses, commit)) {
    throw new DeliveryError(
      `The job synth made no assembly of ${commit.slice(0, 12)}. Run all jobs of the workflow run again.`,
      'synthesis',
    );
  }
  const { error, programs } = syntheses[commit];
  if (error !== undefined) {
    throw new DeliveryError(error.slice(0, 4000), 'synthesis');
  }
  const assembly = assemblyFolder(folder, commit);
  for (const program of programs) {
    const file = path.resolve(assembly, program);
    if (!file.startsWith(`${path.resolve(assembly)}${path.sep}`)) {
      throw refusal(`The synthesis names "${program}", which is not in it.`);
    }
    if (existsSync(file) && lstatSync(file).isFile()) {
      chmodSync(file, 0o755);
    }
  }
  return assembly;
}

/**
 * Makes an assembly ready to be kept as an artifact, which knows neither links nor who may execute a file: a link becomes a copy
 * of what it leads to. Returns the files that can be executed.
 *
 * @throws DeliveryError for a link that leads out of the assembly
 */
export function settleFiles(assembly: string): string[] {
  const root = realpathSync(assembly);
  const programs: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      if (entry.isSymbolicLink()) {
        const target = realpathSync(full);
        if (!target.startsWith(`${root}${path.sep}`)) {
          throw refusal(
            `${path.relative(root, full)} is a link that leads out of the assembly; publish what it leads to.`,
          );
        }
        rmSync(full);
        cpSync(target, full, { recursive: true, dereference: true });
      }
      const stats = lstatSync(full);
      if (stats.isDirectory()) {
        visit(full);
      } else if ((stats.mode & 0o111) !== 0) {
        programs.push(path.relative(root, full));
      }
    }
  };
  visit(root);
  return programs;
}
