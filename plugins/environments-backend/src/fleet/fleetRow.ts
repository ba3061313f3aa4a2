import {
  Health,
  roundAmount,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { previewEnd } from '../previews/previewEnd';
import {
  cloudFormationSource,
  cloudWatchSource,
  FleetRow,
  sourcesOf,
} from '../store';

/** The row of a unit: who it is, how it is, and what it has cost this month, US dollars. */
export function fleetRow(
  unit: UnitIdentity,
  health: Health,
  monthToDate: number | undefined,
): FleetRow {
  const created = health.stacks.flatMap(s => s.createdAt ?? []).sort();
  const updated = health.stacks.flatMap(s => s.updatedAt ?? []).sort();
  const lastCommit =
    health.mergedCommit ??
    health.lastDeployment?.commit ??
    health.stacks.find(s => s.provenance)?.provenance?.commit;
  const endsAt =
    unit.stage === 'preview'
      ? previewEnd(
          health.stacks.find(({ name }) => name === unit.name)?.createdAt,
          unit.ttlHours,
        )
      : undefined;
  return {
    entityRef: unit.entityRef,
    name: unit.name,
    kind: unit.kind,
    ...(unit.environment ? { environment: unit.environment } : {}),
    stage: unit.stage,
    account: unit.account,
    region: unit.region,
    owner: unit.owner,
    blueprint: unit.blueprint,
    ...(unit.state ? { state: unit.state } : {}),
    health: health.status,
    ...(health.reasons[0] ? { healthReason: health.reasons[0].message } : {}),
    sync: health.sync,
    ...(health.pipeline ? { pipeline: health.pipeline } : {}),
    monthToDate: monthToDate === undefined ? null : roundAmount(monthToDate),
    monthlyBudget: unit.monthlyBudget ?? null,
    ...(lastCommit ? { lastCommit } : {}),
    lastDeployedAt:
      health.lastDeployment?.finishedAt ??
      health.lastDeployment?.startedAt ??
      updated.at(-1) ??
      null,
    createdAt: created[0] ?? null,
    ...(endsAt && { endsAt: endsAt.toISOString() }),
    sources: [cloudFormationSource, cloudWatchSource].flatMap(sourceOf =>
      sourcesOf(unit, health.stacks, sourceOf),
    ),
  };
}
