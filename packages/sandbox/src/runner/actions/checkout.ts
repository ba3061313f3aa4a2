import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { ActionContext, BuiltInAction } from './BuiltInAction';
import { isWithin } from './isWithin';

const SHA = /^[0-9a-f]{40}$/;

/** `actions/checkout`: a real clone over HTTP with the job's token, as shallow as asked. */
export const checkout: BuiltInAction = {
  name: 'actions/checkout',
  inputs: {
    repository: '',
    ref: '',
    token: '',
    path: '',
    'fetch-depth': '1',
    'fetch-tags': 'false',
    'persist-credentials': 'true',
    clean: 'true',
    'show-progress': 'true',
  },
  run: async context => {
    const { host, run, paths } = context;
    const repository = context.input('repository') || run.repo;
    const directory = join(paths.workspace, context.input('path'));
    if (!isWithin(paths.workspace, directory)) {
      throw new Error(
        `Repository path '${directory}' is not under '${paths.workspace}'`,
      );
    }
    await mkdir(directory, { recursive: true });
    const git = (...args: string[]) =>
      context.exec('git', args, { cwd: directory });

    context.log(`Syncing repository: ${repository}`);
    const token = context.input('token') || context.token;
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    context.mask(token);
    context.mask(basic);
    const header = `http.${host.url}/.extraheader`;
    await git('-c', 'init.defaultBranch=main', 'init', '--quiet');
    await git('remote', 'add', 'origin', `${host.url}/${repository}`);
    await git('config', 'gc.auto', '0');
    await git('config', header, `AUTHORIZATION: basic ${basic}`);

    const target = await targetOf(context, repository, directory);
    await fetchTarget(context, target, git);
    await (target.branch
      ? git('checkout', '--quiet', '--force', '-B', target.branch, target.local)
      : git('checkout', '--quiet', '--force', '--detach', target.local));
    if (!context.flag('persist-credentials')) {
      await git('config', '--unset-all', header);
    }

    const commit = await context.capture('git', ['rev-parse', 'HEAD'], {
      cwd: directory,
    });
    context.log(`HEAD is ${commit}`);
    context.setOutput('commit', commit);
    context.setOutput('ref', target.ref);
  },
};

interface Target {
  /** The commit or ref to ask the server for. */
  readonly remote: string;
  /** The ref it is kept under. */
  readonly local: string;
  /** The local branch to make, if it is one. */
  readonly branch?: string;
  readonly ref: string;
}

async function targetOf(
  context: ActionContext,
  repository: string,
  directory: string,
): Promise<Target> {
  const { run } = context;
  const wanted = context.input('ref');
  if (!wanted && repository === run.repo) {
    return { ...named(run.trigger.ref), remote: run.trigger.sha };
  }
  if (SHA.test(wanted)) {
    return { remote: wanted, local: 'refs/remotes/wanted/commit', ref: wanted };
  }
  if (wanted.startsWith('refs/')) {
    return named(wanted);
  }
  const listed = await context.capture(
    'git',
    ['ls-remote', '--symref', 'origin', 'HEAD', 'refs/heads/*', 'refs/tags/*'],
    { cwd: directory },
  );
  if (!wanted) {
    const [, head] = /^ref: (\S+)\s+HEAD$/m.exec(listed) ?? [];
    if (!head) {
      throw new Error(`${repository} has no default branch to check out`);
    }
    return named(head);
  }
  const found = [`refs/heads/${wanted}`, `refs/tags/${wanted}`].find(ref =>
    listed.split('\n').some(line => line.endsWith(`\t${ref}`)),
  );
  if (!found) {
    throw new Error(
      `A branch or tag with the name '${wanted}' could not be found in ${repository}`,
    );
  }
  return named(found);
}

function named(ref: string): Target {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch) {
    return {
      remote: ref,
      local: `refs/remotes/origin/${branch}`,
      branch,
      ref,
    };
  }
  return {
    remote: ref,
    local: ref.startsWith('refs/tags/')
      ? ref
      : ref.replace(/^refs\//, 'refs/remotes/'),
    ref,
  };
}

async function fetchTarget(
  context: ActionContext,
  target: Target,
  git: (...args: string[]) => Promise<void>,
): Promise<void> {
  const depth = Number(context.input('fetch-depth'));
  if (!Number.isInteger(depth) || depth < 0) {
    throw new Error(
      `fetch-depth must be a whole number, 0 for everything: ${context.input('fetch-depth')}`,
    );
  }
  const tags = context.flag('fetch-tags') || depth === 0;
  await git(
    '-c',
    'protocol.version=2',
    'fetch',
    '--quiet',
    '--force',
    tags ? '--tags' : '--no-tags',
    '--prune',
    ...(depth === 0 ? [] : [`--depth=${depth}`]),
    'origin',
    ...(depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*'] : []),
    ...(depth === 0 && target.branch && !SHA.test(target.remote)
      ? []
      : [
          `+${target.remote}:${depth === 0 && target.branch ? `refs/remotes/wanted/${target.branch}` : target.local}`,
        ]),
  );
  if (depth === 0 && target.branch && SHA.test(target.remote)) {
    // The branch may have moved on since the event; the job works on the event's commit.
    await git('update-ref', target.local, target.remote);
  }
}
