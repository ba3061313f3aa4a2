import {
  DailyAmount,
  Health,
  systemOf,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { unitMonth } from '../costs/unitMonth';
import { previewEnd } from '../previews/previewEnd';
import {
  cloudFormationSource,
  cloudWatchSource,
  FleetRow,
  sourcesOf,
} from '../store';

/** The row of a unit: who it is, how it is, and what it costs this month, told from its days. */
export function fleetRow(
  unit: UnitIdentity,
  health: Health,
  costs: { days: DailyAmount[]; today: string },
): FleetRow {
  const created = health.stacks.flatMap(s => s.createdAt ?? []).sort();
  const updated = health.stacks.flatMap(s => s.updatedAt ?? []).sort();
  const deployedCommit = health.stacks.find(s => s.provenance)?.provenance
    ?.commit;
  const lastCommit =
    health.mergedCommit ?? health.lastDeployment?.commit ?? deployedCommit;
  const { monthToDate, forecast } = unitMonth(costs.days, costs.today, {
    ended:
      health.stacks.length > 0 &&
      health.stacks.every(s => s.stackStatus === 'DELETE_COMPLETE'),
  });
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
    system: systemOf(unit),
    ...(unit.state ? { state: unit.state } : {}),
    health: health.status,
    ...(health.reasons[0] ? { healthReason: health.reasons[0].message } : {}),
    sync: health.sync,
    ...(health.pipeline ? { pipeline: health.pipeline } : {}),
    monthToDate: monthToDate ?? null,
    forecast: forecast ?? null,
    monthlyBudget: unit.monthlyBudget ?? null,
    ...(lastCommit ? { lastCommit } : {}),
    ...(deployedCommit ? { deployedCommit } : {}),
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
