import { InputError, toError } from '@backstage/errors';
import { parseUnit, type Unit } from '@plinth/blueprints/schema';
import type {
  InfrastructureRepository,
  RequestPull,
} from './InfrastructureRepository';
import type { Snapshot } from './Snapshot';

const READS_AT_ONCE = 8;

/** A unit that is there already, and where. */
export interface KnownUnit {
  readonly unit: Unit;
  /** The open pull request that adds or changes it; undefined on the protected branch. */
  readonly pull?: RequestPull;
}

/** The folder that uses a name on this commit, for example `tenants/acme`, or undefined if the name is free. */
export async function folderOf(
  snapshot: Snapshot,
  name: string,
): Promise<string | undefined> {
  for (const root of ['environments', 'tenants']) {
    const folder = `${root}/${name}`;
    for (const path of (await snapshot.files(root)).keys()) {
      if (path.startsWith(`${folder}/`)) {
        return folder;
      }
    }
  }
  return undefined;
}

/** One unit of a commit, or undefined if there is none. */
export async function readUnit(
  snapshot: Snapshot,
  path: string,
): Promise<Unit | undefined> {
  const text = await snapshot.read(path);
  return text === undefined ? undefined : parse(text, path);
}

/** All environments on the protected branch. */
export async function readEnvironments(main: Snapshot): Promise<KnownUnit[]> {
  const files = [...(await main.files('environments'))].filter(([path]) =>
    isEnvironmentFile(path),
  );
  return readAll(files, async ([path, sha]) => ({
    unit: parse(await main.blob(sha), path),
  }));
}

/** The environments that open requests add or change. */
export async function readRequestedEnvironments(
  repository: InfrastructureRepository,
  main: Snapshot,
  pulls: readonly RequestPull[],
): Promise<KnownUnit[]> {
  const merged = await main.files('environments');
  const found = await readAll(pulls, async pull => {
    const head = repository.at(pull.headCommit);
    const changed = [...(await head.files('environments'))].filter(
      ([path, sha]) => isEnvironmentFile(path) && merged.get(path) !== sha,
    );
    return readAll(changed, async ([path, sha]) => ({
      unit: parse(
        await head.blob(sha),
        `${path} of pull request #${pull.number}`,
      ),
      pull,
    }));
  });
  return found.flat();
}

function isEnvironmentFile(path: string): boolean {
  return /^environments\/[^/]+\/environment\.json$/.test(path);
}

/** An unreadable unit stops a request: its network is unknown, so no other could be told apart from it. */
function parse(text: string, where: string): Unit {
  try {
    return parseUnit(JSON.parse(text));
  } catch (error) {
    throw new InputError(
      `${where} cannot be read, so it is unknown what it occupies; repair it first`,
      toError(error),
    );
  }
}

async function readAll<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += READS_AT_ONCE) {
    results.push(
      ...(await Promise.all(items.slice(at, at + READS_AT_ONCE).map(read))),
    );
  }
  return results;
}
