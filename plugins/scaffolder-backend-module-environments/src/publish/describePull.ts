import type { JsonValue } from '@backstage/types';
import {
  type BlueprintRegistry,
  resolveParameters,
  unitEntityRef,
  unitPath,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Estimate } from '@plinth/plugin-environments-common';
import { formatRequestMarker, type RequestMarker } from '@plinth/repository';
import { cell, table } from './markdown';
import { proceedText } from './proceedText';
import { taskPath } from './requestPath';

/** What a reviewer is told. */
export interface PullDescription {
  readonly unit: Unit;
  readonly blueprints: BlueprintRegistry;
  readonly marker: RequestMarker;
  /** Address of the portal, to link the catalog entity. */
  readonly portalUrl: string;
  /** Whether the owner is the requester, or a group of theirs. */
  readonly ownerIsTheirs: boolean;
  readonly estimate?: Estimate;
}

/** The title of a request's pull request. */
export function pullTitle(unit: Unit): string {
  return `Create ${unit.kind} ${unit.name} (${unit.stage}, ${unit.region})`;
}

/** The description of a request's pull request; its last line is the request marker. */
export function describePull(description: PullDescription): string {
  const { unit, marker, estimate, portalUrl } = description;
  return [
    `${cell(marker.requester)} asks for the ${unit.kind} **${unit.name}**. It touches ${cell(`${unitPath(unit)}/`)} and nothing else.`,
    ...(description.ownerIsTheirs
      ? []
      : [
          `**${cell(marker.requester)} is not of the owner ${cell(unit.owner)}**, as far as the catalog says. Ask the owner whether they want it before you approve.`,
        ]),
    '## What',
    table([
      ['', ''],
      ...(unit.kind === 'tenant'
        ? [['Environment', cell(unit.environment)]]
        : []),
      ['Blueprint', `${cell(unit.blueprint)} ${cell(unit.version)}`],
      ['Stage', cell(unit.stage)],
      ['Account', cell(unit.account)],
      ['Region', cell(unit.region)],
      ['Owner', cell(unit.owner)],
      ['Monthly budget', `${unit.monthlyBudget} USD`],
    ]),
    '## Parameters',
    parameterTable(unit, description.blueprints),
    ...(estimate ? ['## Estimate', estimateText(estimate, unit)] : []),
    proceedText({
      review:
        'Review the plan and the three files. People may add resources to `stack.ts` here or later.',
      follow: `Follow it in the portal: ${portalUrl}${taskPath(marker.task)}`,
    }),
    formatRequestMarker(marker),
  ].join('\n\n');
}

/** The marker of a request for a new unit. */
export function requestMarker(
  unit: Unit,
  origin: { requester: string; template: string; task: string },
): RequestMarker {
  return { ...origin, entity: unitEntityRef(unit) };
}

function parameterTable(unit: Unit, blueprints: BlueprintRegistry): string {
  const parameters = Object.entries(resolveParameters(unit, blueprints));
  if (parameters.length === 0) {
    return 'None.';
  }
  return table([
    ['Parameter', 'Value', ''],
    ...parameters.map(([name, value]) => [
      cell(name),
      cell(value as JsonValue),
      name in unit.parameters ? '' : `default for ${unit.stage}`,
    ]),
  ]);
}

function estimateText(estimate: Estimate, unit: Unit): string {
  const share = Math.round((100 * estimate.monthly) / unit.monthlyBudget);
  const lines = [...estimate.lines]
    .sort((a, b) => b.monthly - a.monthly)
    .slice(0, 8);
  return [
    `About **${estimate.monthly.toFixed(2)} USD a month**, ${share} % of the budget.`,
    table([
      ['Resource', 'What', 'USD a month'],
      ...lines.map(line => [
        cell(line.logicalId),
        cell(line.description),
        line.monthly.toFixed(2),
      ]),
    ]),
    ...(estimate.priceBook ? [`Prices: ${estimate.priceBook}.`] : []),
    ...(estimate.priceWarning ? [`⚠️ ${estimate.priceWarning}`] : []),
  ].join('\n\n');
}
