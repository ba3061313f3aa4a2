import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { refuseRequester, type Unit } from '@plinth/blueprints/schema';
import {
  checkFreeze,
  freezeFileOf,
  freezesAt,
  readFreezes,
  readGovernance,
  readUnit,
  requireFreezeName,
  serializeFreeze,
  type FileChange,
  type Freeze,
  type FreezeStatement,
} from '@plinth/repository';
import type { Snapshot } from '@plinth/repository/github';
import type { FreezeRequest } from './FreezeRequest';

/** Who asks, and when. */
export interface FreezeContext {
  readonly main: Snapshot;
  /** Entity reference of the requester. */
  readonly requester: string;
  /** Entity references of the groups that the requester is in. */
  readonly groups: readonly string[];
  /** The folder of a unit that the request names. */
  readonly folderOf: (entityRef: string) => Promise<string>;
  readonly now: Date;
}

/** What a request makes of the freezes of the protected branch. */
export interface FreezeChange {
  readonly freeze: Freeze;
  readonly title: string;
  readonly files: readonly FileChange[];
}

/**
 * Decides what a request for a freeze, or for the end of one, changes.
 *
 * @throws InputError for a value that breaks a rule, NotAllowedError for whom governance does not name, ConflictError for a name
 * that is taken, NotFoundError for a freeze that there is not
 */
export async function planFreeze(
  request: FreezeRequest,
  context: FreezeContext,
): Promise<FreezeChange> {
  requireFreezeName(request.name);
  const existing = (await readFreezes(context.main)).find(
    ({ name }) => name === request.name,
  );
  const change =
    request.step === 'freeze'
      ? await begin(request, existing, context)
      : end(request.name, existing);
  await requireNamed(request.step, change.freeze, context);
  return change;
}

async function begin(
  request: Extract<FreezeRequest, { step: 'freeze' }>,
  existing: Freeze | undefined,
  { requester, folderOf, now }: FreezeContext,
): Promise<FreezeChange> {
  const { name, reason, until, stages, units = [] } = request;
  const path = freezeFileOf(name);
  const statement: FreezeStatement = checkFreeze(
    {
      reason,
      by: requester,
      until,
      stages,
      units: await Promise.all(units.map(folderOf)),
    },
    path,
  );
  if (freezesAt([statement], now).length === 0) {
    throw new InputError(
      `until: ${until} is over; write a time to come, in UTC`,
    );
  }
  if (existing && freezesAt([existing], now).length > 0) {
    throw new ConflictError(
      `name: ${path} is on the main branch, and ends ${existing.until}; choose another name, or ask for unfreeze first`,
    );
  }
  return {
    freeze: { name, ...statement },
    title: `Freeze ${name} until ${until}`,
    files: [{ path, content: serializeFreeze(statement) }],
  };
}

function end(name: string, existing: Freeze | undefined): FreezeChange {
  const path = freezeFileOf(name);
  if (!existing) {
    throw new NotFoundError(
      `name: there is no ${path} on the main branch, so there is nothing to lift`,
    );
  }
  return {
    freeze: existing,
    title: `Lift the freeze ${name}`,
    files: [{ path, content: null }],
  };
}

/** Governance names who may, at each stage that is frozen. */
async function requireNamed(
  step: FreezeRequest['step'],
  freeze: Freeze,
  context: FreezeContext,
): Promise<void> {
  const { main, requester, groups } = context;
  const governance = await readGovernance(main);
  for (const stage of await stagesOf(freeze, main)) {
    const refusal = refuseRequester(governance, { step, stage }, [
      requester,
      ...groups,
    ]);
    if (refusal) {
      throw new NotAllowedError(`${freeze.name}: ${refusal}`);
    }
  }
}

/** The stages that a freeze is about, itself or by a unit that is still there. */
async function stagesOf(
  { stages = [], units = [] }: Freeze,
  main: Snapshot,
): Promise<Set<Unit['stage']>> {
  const folders = await Promise.all(units.map(path => readUnit(main, path)));
  const found = new Set([
    ...stages,
    ...folders.flatMap(folder => folder?.unit.stage ?? []),
  ]);
  // Of a freeze of units that are all gone, the strictest rule holds.
  return found.size > 0 ? found : new Set<Unit['stage']>(['production']);
}
