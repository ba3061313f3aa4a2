import {
  endingOf,
  isRunLost,
  remedyOf,
  type EnvironmentRow,
  type RequestAddress,
  type WaitingItem,
} from '@plinth/plugin-environments-common';
import { isOverBudget } from '../fleet/isOverBudget';
import { soonEnd, utc } from '../previews/previewEnd';
import type { Caller } from '../requests/Caller';
import { isRequester } from '../requests/isRequester';
import type { FoundRequest } from '../requests/RequestService';

/** Before what; the rest by age. */
const ORDER: ReadonlyArray<WaitingItem['kind']> = [
  'deployment',
  'review',
  'problem',
  'drift',
  'budget',
  'preview',
];

/** What waits for somebody: reviews and deployments that they may let go ahead, requests of theirs that went wrong, and their units. */
export function waitingFor(
  caller: Caller,
  of: { requests: readonly FoundRequest[]; rows: readonly EnvironmentRow[] },
  now: Date,
): WaitingItem[] {
  const ofRequests = of.requests.map(request => ({
    items: ofRequest(request, caller),
    units: request.facts.units.map(({ entityRef }) => entityRef),
  }));
  // Who asked for it is told by the request what went wrong.
  const told = new Set(
    ofRequests.flatMap(({ items, units }) =>
      items.some(({ kind }) => kind === 'problem') ? units : [],
    ),
  );
  return [
    ...ofRequests.flatMap(({ items }) => items),
    ...of.rows.flatMap(row => [
      ...(told.has(row.entityRef) ? [] : ofPipeline(row)),
      ...ofRow(row, now),
    ]),
  ].sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      (a.since ?? '').localeCompare(b.since ?? ''),
  );
}

function ofRequest(
  { facts, judgement }: FoundRequest,
  caller: Caller,
): WaitingItem[] {
  const { turn, problem } = judgement;
  if (!turn) {
    return [];
  }
  const { pull, repository } = facts;
  const request: RequestAddress = {
    owner: repository.owner,
    repo: repository.repo,
    number: pull.number,
  };
  const common = { title: pull.title, since: turn.since, request };
  const login = caller.account?.login.toLowerCase();
  const named = turn.who.some(
    who => who.toLowerCase() === login || isTeamOf(who, caller),
  );
  switch (turn.role) {
    case 'reviewers':
      return named
        ? [{ kind: 'review', detail: turn.what, url: turn.url, ...common }]
        : [];
    case 'deployReviewers':
      return named
        ? [{ kind: 'deployment', detail: turn.what, url: turn.url, ...common }]
        : [];
    case 'author':
      return isRequester(pull, caller)
        ? [{ kind: 'problem', detail: problem?.what ?? turn.what, ...common }]
        : [];
    default:
      return [];
  }
}

/** GitHub names the teams that may let a deployment go ahead by their slugs, as the catalog names groups that it reads from there. */
function isTeamOf(slug: string, { claims }: Caller): boolean {
  return claims.has(`group:default/${slug.toLowerCase()}`);
}

/** What is merged and not deployed, since the run that had to deploy it is over. */
function ofPipeline({
  entityRef,
  name,
  pipeline,
}: EnvironmentRow): WaitingItem[] {
  const status = pipeline?.status;
  return isRunLost(status)
    ? [
        {
          kind: 'problem',
          title: `The deployment of ${name} ${endingOf(status)}`,
          detail: remedyOf(status),
          since: pipeline?.since,
          entityRef,
          url: pipeline?.run.url,
        },
      ]
    : [];
}

function ofRow(row: EnvironmentRow, now: Date): WaitingItem[] {
  const { entityRef, name } = row;
  const end = soonEnd(row.endsAt, now);
  return [
    ...(row.sync === 'Drifted'
      ? [
          {
            kind: 'drift' as const,
            title: `${name} is not as main says`,
            detail: 'Somebody changed it outside the pipeline.',
            entityRef,
          },
        ]
      : []),
    ...(isOverBudget(row)
      ? [
          {
            kind: 'budget' as const,
            title: `${name} is over its budget`,
            detail: `$${row.monthToDate?.toFixed(2)} of $${row.monthlyBudget} this month`,
            entityRef,
          },
        ]
      : []),
    ...(end
      ? [
          {
            kind: 'preview' as const,
            title: `${name} ends within a day`,
            detail: `At ${utc(end)}, with all that it holds.`,
            entityRef,
          },
        ]
      : []),
  ];
}
