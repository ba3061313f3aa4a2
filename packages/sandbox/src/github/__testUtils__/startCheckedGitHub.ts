import type { GitHubSandbox } from '../GitHubSandbox';
import { startGitHub } from '../startGitHub';
import { ApiOracle } from './oracle/ApiOracle';

/**
 * Starts a GitHub and holds all that it exchanges against GitHub's own published descriptions: `close` throws what
 * differs.
 */
export async function startCheckedGitHub(
  options: Parameters<typeof startGitHub>[0],
): Promise<GitHubSandbox> {
  const github = await startGitHub(options);
  const oracle = new ApiOracle();
  oracle.watch(github);
  return {
    ...github,
    close: async () => {
      await github.close();
      oracle.assertNothingFound();
    },
  };
}
