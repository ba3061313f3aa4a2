import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/**
 * Runs ES-module source in a Node process of its own and answers the JSON it prints. GitHub's own expression and
 * workflow libraries load only so; Jest and the CommonJS packages here cannot import them.
 */
export function runReference<T>(source: string, input: unknown): T {
  const printed = execFileSync(
    process.execPath,
    // tsx, because the workflow parser imports JSON without the attribute that Node asks for.
    [
      '--import',
      pathToFileURL(require.resolve('tsx')).href,
      '--input-type=module',
      '--eval',
      source,
    ],
    {
      input: JSON.stringify(input),
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    },
  );
  return JSON.parse(printed) as T;
}
