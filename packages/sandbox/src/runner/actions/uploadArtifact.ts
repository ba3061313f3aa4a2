import { pack } from './archive';
import { artifactFiles } from './artifactFiles';
import type { ActionContext, BuiltInAction } from './BuiltInAction';
import { insideJob } from './insideJob';

/**
 * `actions/upload-artifact`: keeps files for later jobs of the run, and for other runs. Paths are plain, without
 * patterns.
 */
export const uploadArtifact: BuiltInAction = {
  name: 'actions/upload-artifact',
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    'retention-days': '0',
    'compression-level': '6',
    overwrite: 'false',
    'include-hidden-files': 'false',
  },
  run: async context => {
    const { artifacts } = context.host.actions;
    const name = context.input('name');
    const paths = pathsOf(context);
    const found = await artifactFiles(
      paths.map(path => insideJob(context, path)),
      { hidden: context.flag('include-hidden-files') },
    );
    if (found.files.length === 0) {
      reportNothing(context, paths);
      return;
    }
    if (context.flag('overwrite')) {
      artifacts
        .ofRun(context.run.id)
        .filter(each => each.name === name)
        .forEach(each => artifacts.remove(each));
    }
    const artifact = artifacts.create(context.run.id, {
      name,
      zip: await pack(found, Number(context.input('compression-level'))),
      retentionDays: Number(context.input('retention-days')),
    });
    context.log(
      `Artifact ${name} has ${found.files.length} files, ${artifact.size} bytes (${artifact.digest})`,
    );
    context.setOutput('artifact-id', String(artifact.id));
    context.setOutput('artifact-digest', artifact.digest.split(':')[1]);
    context.setOutput(
      'artifact-url',
      `${context.host.url}/${artifact.repo}/actions/runs/${artifact.runId}/artifacts/${artifact.id}`,
    );
  },
};

function pathsOf(context: ActionContext): string[] {
  const paths = context
    .input('path')
    .split('\n')
    .map(path => path.trim())
    .filter(Boolean);
  if (paths.length === 0) {
    throw new Error('Input required and not supplied: path');
  }
  if (paths.some(path => /[*?[\]!]/.test(path))) {
    throw new Error(
      `Patterns in path are not supported by this runner: ${paths.join(', ')}`,
    );
  }
  return paths;
}

function reportNothing(context: ActionContext, paths: readonly string[]): void {
  const message = `No files were found with the provided path: ${paths.join(', ')}`;
  switch (context.input('if-no-files-found')) {
    case 'error':
      throw new Error(message);
    case 'ignore':
      context.log(message);
      return;
    default:
      context.warn(message);
  }
}
