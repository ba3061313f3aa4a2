import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unpack } from './archive';
import type { ActionContext, BuiltInAction } from './BuiltInAction';
import { insideJob } from './insideJob';
import { FoundArtifact, ofOtherRun, ofThisRun } from './foundArtifacts';

/**
 * `actions/download-artifact`: brings what an earlier job of the run kept, or another run, into the job. As on
 * GitHub, `run-id` and `repository` count only where there is a `github-token`.
 */
export const downloadArtifact: BuiltInAction = {
  name: 'actions/download-artifact',
  inputs: {
    name: '',
    path: '',
    'github-token': '',
    repository: '',
    'run-id': '',
  },
  run: async context => {
    const target = insideJob(context, context.input('path') || '.');
    const name = context.input('name');
    const found = newestOfEachName(await listed(context));
    if (name) {
      const artifact = found.find(each => each.name === name);
      if (!artifact) {
        throw new Error(
          `Unable to download artifact(s): Artifact not found for name: ${name}`,
        );
      }
      await bring(context, artifact, target);
    } else {
      for (const artifact of found) {
        await bring(context, artifact, join(target, artifact.name));
      }
    }
    context.setOutput('download-path', target);
  },
};

function listed(
  context: ActionContext,
): FoundArtifact[] | Promise<FoundArtifact[]> {
  const token = context.input('github-token');
  if (!token) {
    return ofThisRun(context);
  }
  context.mask(token);
  const repository = context.input('repository') || context.run.repo;
  const runId = context.input('run-id') || String(context.run.id);
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^\d+$/.test(runId)) {
    throw new Error(
      `There is no run ${runId} of ${repository}: repository is owner/name, run-id a number`,
    );
  }
  return ofOtherRun(context, { repository, runId, token });
}

/** Attempts of a run may each have kept an artifact of the same name. */
function newestOfEachName(artifacts: FoundArtifact[]): FoundArtifact[] {
  return [
    ...new Map(
      [...artifacts].reverse().map(each => [each.name, each]),
    ).values(),
  ];
}

async function bring(
  context: ActionContext,
  artifact: FoundArtifact,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = await unpack(await artifact.read(), folder);
  context.log(`Artifact ${artifact.name}: ${files.length} files`);
}
