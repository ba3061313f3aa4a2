import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandFile } from './parseCommandFile';

const NAMES = [
  'GITHUB_OUTPUT',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_STATE',
] as const;

/** What a step left in its files. */
export interface StepResults {
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  readonly summary: string;
}

/** The files by which one step hands values to the runner: `GITHUB_OUTPUT` and its like. */
export class StepFiles {
  /** Variables that name the files. */
  readonly env: Readonly<Record<string, string>>;

  static async make(folder: string): Promise<StepFiles> {
    const id = randomUUID();
    const env = Object.fromEntries(
      NAMES.map(name => [name, join(folder, `${name.toLowerCase()}-${id}`)]),
    );
    await Promise.all(Object.values(env).map(file => writeFile(file, '')));
    return new StepFiles(env);
  }

  private constructor(env: Record<string, string>) {
    this.env = env;
  }

  /** Reads them; throws `Error` that names the file whose lines cannot be understood. */
  async read(): Promise<StepResults> {
    const text = (name: (typeof NAMES)[number]) =>
      readFile(this.env[name], 'utf8');
    const values = async (name: (typeof NAMES)[number]) => {
      try {
        return parseCommandFile(await text(name));
      } catch (error) {
        throw new Error(
          `Unable to process $${name}: ${(error as Error).message}`,
        );
      }
    };
    return {
      outputs: await values('GITHUB_OUTPUT'),
      env: await values('GITHUB_ENV'),
      paths: (await text('GITHUB_PATH')).split(/\r?\n/).filter(Boolean),
      summary: await text('GITHUB_STEP_SUMMARY'),
    };
  }
}
