import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { ActionContext, BuiltInAction } from './BuiltInAction';

/** `actions/upload-artifact`: keeps files or folders for later jobs of the run. Paths are plain, without patterns. */
export const uploadArtifact: BuiltInAction = {
  name: 'actions/upload-artifact',
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    'retention-days': '',
    overwrite: 'false',
  },
  run: async context => {
    const target = artifactFolder(context, context.input('name'));
    const paths = context.input('path').split('\n').filter(Boolean);
    if (paths.some(path => /[*?[\]!]/.test(path))) {
      throw new Error(
        `Patterns in path are not supported by this runner: ${paths.join(', ')}`,
      );
    }
    if (!context.flag('overwrite') && (await exists(target))) {
      throw new Error(
        `An artifact with the name "${context.input('name')}" already exists in this run`,
      );
    }
    const sources = paths.map(path => inside(context, path.trim()));
    const found = [];
    for (const source of sources) {
      if (await exists(source)) {
        found.push(source);
      }
    }
    if (found.length === 0) {
      const message = `No files were found with the provided path: ${paths.join(', ')}`;
      if (context.input('if-no-files-found') === 'error') {
        throw new Error(message);
      }
      context.warn(message);
      return;
    }
    await mkdir(target, { recursive: true });
    for (const source of found) {
      // One folder alone gives its content; otherwise each keeps its name.
      const isFolder = (await stat(source)).isDirectory();
      await cp(
        source,
        isFolder && found.length === 1
          ? target
          : join(target, basename(source)),
        { recursive: true },
      );
    }
    context.log(`Kept artifact ${context.input('name')}`);
  },
};

/** `actions/download-artifact`: brings what an earlier job of the run kept into the workspace. */
export const downloadArtifact: BuiltInAction = {
  name: 'actions/download-artifact',
  inputs: { name: '', path: '' },
  run: async context => {
    const target = inside(context, context.input('path') || '.');
    const name = context.input('name');
    const source = name ? artifactFolder(context, name) : context.artifacts;
    if (!(await exists(source))) {
      throw new Error(
        name
          ? `Artifact not found for name: ${name}`
          : 'This run has no artifacts',
      );
    }
    await cp(source, target, { recursive: true });
    context.log(`Brought ${(await readdir(source)).length} entries`);
    context.setOutput('download-path', target);
  },
};

function artifactFolder(context: ActionContext, name: string): string {
  if (!/^[\w.-][\w .-]*$/.test(name) || name === '.' || name === '..') {
    throw new Error(`The artifact name is not valid: ${name}`);
  }
  return join(context.artifacts, name);
}

function inside(context: ActionContext, path: string): string {
  const { workspace, root } = context.paths;
  const whole = resolve(workspace, path);
  const away = relative(root, whole);
  if (away.startsWith('..') || isAbsolute(away)) {
    throw new Error(`${path} is outside the job's folders`);
  }
  return whole;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
