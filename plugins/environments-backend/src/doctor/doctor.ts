import type { Config } from '@backstage/config';
import { examineConnections } from './examineConnections';
import { exitCodeOf, findingsAsText } from './report';

/**
 * Looks whether all is there that the portal needs of GitHub and AWS, and says for what is not how to make it so. It changes
 * nothing.
 *
 * @param options.json - whether the findings are written as JSON: `{ findings: [{ check, subject, status, found, remedy }] }`
 * @returns the exit code: 0 where all is good, 1 where something is missing, 2 where nothing is, as far as it could be read
 */
export async function doctor(
  config: Config,
  options: {
    env: NodeJS.ProcessEnv;
    json: boolean;
    write(text: string): void;
  },
): Promise<number> {
  const { env, json, write } = options;
  const findings = await examineConnections(config, env);
  write(
    json ? JSON.stringify({ findings }, null, 2) : findingsAsText(findings),
  );
  return exitCodeOf(findings);
}
