import { ForwardedError, NotAllowedError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { reviewedEnvironment, STAGES } from '@plinth/blueprints/schema';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import {
  parseRepositoryUrl,
  type RepositoryReference,
} from '@plinth/repository';
import { missingPermission, PLAN_STATUS } from '@plinth/repository/github';
import { RepositoryGuard } from '../repository/RepositoryGuard';

const team = 'GitHub team as organization/team';

/**
 * The action `environments:repository:protect`: gives a new infrastructure repository its teams, environments and the protection
 * of main. Where GitHub's plan has no reviewers of environments it says so, in plinth.json too; where it cannot
 * protect main it fails, since then nothing holds that Plinth promises.
 */
export function createProtectRepositoryAction(options: {
  repositories: InfrastructureRepositories;
}) {
  return createTemplateAction({
    id: 'environments:repository:protect',
    description:
      'Lets teams into a new infrastructure repository, makes its environments, and protects main',
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: t => t.string().describe('The repository'),
        reviewTeam: t => t.string().describe(`Reviewers of units: ${team}`),
        governanceTeam: t =>
          t.string().describe(`Owners of governance and workflows: ${team}`),
      },
      output: {
        lacking: t =>
          t
            .string()
            .describe("What GitHub's plan does not protect, in Markdown"),
      },
    },
    async handler(ctx) {
      const { repoUrl, reviewTeam, governanceTeam } = ctx.input;
      const reference = { ...parseRepositoryUrl(repoUrl), branch: 'main' };
      if (ctx.isDryRun) {
        ctx.output('lacking', '');
        return;
      }
      const guard = new RepositoryGuard(
        await options.repositories.open(reference),
      );
      const teams = { reviewTeam, governanceTeam };
      const lacking = await protect(guard, reference, teams).catch(error => {
        const permission = missingPermission(error);
        throw permission
          ? new ForwardedError(
              `${reference.url} is not protected: the portal's app needs ${permission}; then delete it and run this template again`,
              error,
            )
          : error;
      });
      for (const each of lacking) {
        ctx.logger.warn(each.replace(/[*`]/g, ''));
      }
      ctx.output('lacking', lacking.map(each => `- ${each}`).join('\n'));
    },
  });
}

/** @returns what the plan lacks, in words */
async function protect(
  guard: RepositoryGuard,
  { owner, url }: RepositoryReference,
  teams: { reviewTeam: string; governanceTeam: string },
): Promise<string[]> {
  const reviewers = await guard.admit(teams.reviewTeam);
  await guard.admit(teams.governanceTeam);
  const lacking: string[] = [];
  for (const name of STAGES.flatMap(
    stage => reviewedEnvironment(stage) ?? [],
  )) {
    const made = await guard.environment(name, reviewers);
    if (!made.hasReviewers) {
      lacking.push(
        `The environment **${name}** has no required reviewers, which private repositories have with GitHub Enterprise only. Nobody is asked again before deployments there: what they wait for is the approval of the plan, which deploy itself checks. plinth.json says so (\`environmentReviewers\`).`,
      );
    }
    if (!made.isForMainOnly) {
      lacking.push(
        `The environment **${name}** is open to other branches than main; the trust of the roles in AWS keeps their workflows out.`,
      );
    }
  }
  if (lacking.length > 0) {
    await guard.doWithoutReviewers();
  }
  if (!(await guard.protectMain([PLAN_STATUS]))) {
    throw new NotAllowedError(
      `GitHub's plan of ${owner} cannot protect main of a private repository: whoever may write could change the workflows that deploy, and no approval would count for anything. Upgrade to GitHub Team or Enterprise; then delete ${url} and run this template again`,
    );
  }
  return lacking;
}
