import type { Unit } from '@plinth/blueprints/schema';
import type { PreviewFacts } from '../previews/PreviewFacts';
import type { FoundStack } from '../removal/FoundStack';
import type { UnitFolder } from '@plinth/repository/units';

/** The time at which tests decide. */
export const NOW = new Date('2026-11-21T12:00:00Z');
/** Where the tests' previews are. */
export const PLACE = { account: '111122223333', region: 'us-east-1' };

/** So many hours before `NOW`. */
export function hoursAgo(hours: number): Date {
  return new Date(NOW.getTime() - hours * 3_600_000);
}

/** The folder of a preview, by default an environment that lives for 24 hours. */
export function previewFolder(
  path: string,
  over: Partial<Unit> & { environment?: string } = {},
): UnitFolder {
  const [folder, name] = path.split('/');
  const unit = {
    kind: folder === 'tenants' ? 'tenant' : 'environment',
    name,
    ...PLACE,
    blueprint: folder === 'tenants' ? 'tenant' : 'application',
    version: '1.0.0',
    stage: 'preview',
    owner: 'group:default/platform',
    monthlyBudget: 50,
    parameters: folder === 'tenants' ? {} : { ttlHours: 24 },
    ...over,
  };
  return { path, unit: unit as Unit };
}

/** A stack of a preview as the pipeline leaves it. */
export function previewStack(
  { path, unit }: UnitFolder,
  over: Partial<FoundStack> = {},
): FoundStack {
  const name = over.stackName ?? unit.name;
  return {
    account: unit.account,
    region: unit.region,
    stackName: name,
    stackId: `arn:aws:cloudformation:${unit.region}:${unit.account}:stack/${name}/1`,
    status: 'CREATE_COMPLETE',
    tags: { 'plinth:stage': 'preview', 'plinth:unit': path },
    provenance: {
      commit: 'c0ffee'.padEnd(40, '0'),
      pullRequest: 1,
      run: '7',
      planHash: 'abc',
    },
    terminationProtection: false,
    createdAt: hoursAgo(1),
    nested: false,
    approved: unit,
    ...over,
  };
}

/** Last changes of folders, all of them so many hours ago. */
export function changedAgo(
  hours: number,
  paths: readonly string[],
): PreviewFacts['changes'] {
  const change = { commit: 'abcdef'.padEnd(40, '0'), at: hoursAgo(hours) };
  return new Map(paths.map(path => [path, change]));
}

/** Facts about folders and stacks at `NOW`; all folders changed two hours ago. */
export function previewFacts(over: Partial<PreviewFacts> = {}): PreviewFacts {
  const units = over.units ?? [];
  return {
    now: NOW,
    units,
    broken: [],
    changes: changedAgo(
      2,
      units.map(({ path }) => path),
    ),
    places: [PLACE],
    unread: [],
    stacks: [],
    ...over,
  };
}
