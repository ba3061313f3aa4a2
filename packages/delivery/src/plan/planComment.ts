import type {
  Finding,
  ResourceChange,
} from '@plinth/plugin-environments-common';
import { PriceBook, sumCents } from '@plinth/pricing';
import { firstThatFit, inline, MAX_COMMENT } from '../markdown';
import type { Plan, PlannedStack } from './model';

/** Marks the one comment that shows the plan. */
export const PLAN_MARKER = '<!-- plinth:plan -->';
/** Of a comment at most so many for the table of stacks, so that findings have room. */
const MAX_TABLE = 24_000;
const NOTE = "_There is more in the run's log than this comment has room for._";

/** The plan as the markdown that a reviewer reads, with as much of it as there is room for. Nothing is read back from it. */
export function renderPlanComment(
  plan: Plan,
  options: { runUrl?: string; now?: Date } = {},
): string {
  const head = [
    PLAN_MARKER,
    `## ${plan.outcome === 'passed' ? 'Plan' : 'Plan: not to be merged'}`,
    headline(plan),
    ...(plan.stacks.length > 0
      ? [summaryTable(plan), ...oldPrices(options.now)]
      : []),
  ].join('\n\n');
  const tail = footer(plan, options.runUrl);
  const room = MAX_COMMENT - head.length - tail.length - NOTE.length - 20;
  const findings = findingsSection(plan.findings, room);
  const taken = findings.reduce((sum, section) => sum + section.length + 2, 0);
  return [
    head,
    ...findings,
    ...fitSections(
      [...detailsSections(plan), ...hintsSection(plan)],
      room - taken,
    ),
    tail,
  ].join('\n\n');
}

/** As many sections as there is room for, and a note when that is not all. */
function fitSections(sections: readonly string[], room: number): string[] {
  const fitting = firstThatFit(sections, room, 2);
  return fitting.length < sections.length ? [...fitting, NOTE] : fitting;
}

function headline(plan: Plan): string {
  const { stacks, removed } = plan;
  if (stacks.length === 0 && removed.length === 0) {
    return plan.outcome === 'passed'
      ? 'This pull request reaches no environment and no tenant.'
      : 'The plan could not be made.';
  }
  const actions = stacks.flatMap(({ changes }) =>
    changes.map(({ action }) => action),
  );
  const count = (...which: string[]) =>
    actions.filter(action => which.includes(action)).length;
  const parts = [
    [count('Add', 'Import'), 'to add'],
    [count('Modify'), 'to change'],
    [count('Replace', 'MayReplace'), '**to replace**'],
    [count('Remove', 'Orphan'), '**to remove**'],
  ] as const;
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`);
  return `${plural(stacks.length, 'stack')}: ${told.join(', ') || 'no resource changes'}. ${costLine(stacks)}`;
}

/** What all stacks together cost more or less; a sum without what has no price would be taken for the whole. */
function costLine(stacks: Plan['stacks']): string {
  const deltas = stacks.map(({ monthlyCostDelta }) => monthlyCostDelta);
  return deltas.includes(null)
    ? 'Cost **not known**: a part has no list price, see the findings.'
    : `Cost ${money(sumCents(deltas.map(delta => delta ?? 0)), true)} a month (${PriceBook.version}).`;
}

/** That the prices of the costs above are old, if they are. */
function oldPrices(now = new Date()): string[] {
  const warning = PriceBook.warning(now);
  return warning ? [`⚠️ ${warning}`] : [];
}

function summaryTable(plan: Plan): string {
  const all = plan.stacks.map(stack => {
    const { changes } = stack;
    const of = (...actions: string[]) =>
      String(
        changes.filter(({ action }) => actions.includes(action)).length || '',
      );
    const replaced = of('Replace', 'MayReplace');
    const removed = of('Remove', 'Orphan');
    const update = changes.length > 0 ? 'update' : 'no change';
    const does = stack.baselineSha256 ? update : 'create';
    return [
      `\`${code(stack.stackName)}\``,
      `${stack.account} ${stack.region}`,
      plan.removed.includes(stack.unit) ? '**delete**' : does,
      of('Add', 'Import'),
      of('Modify'),
      replaced && `**${replaced}**`,
      removed && `**${removed}**`,
      stack.monthlyCost === null ? 'unknown' : money(stack.monthlyCost, false),
      stack.monthlyCostDelta === null
        ? 'unknown'
        : money(stack.monthlyCostDelta, true),
    ];
  });
  const lines = firstThatFit(all.map(row), MAX_TABLE, 1);
  const rows = all.slice(0, lines.length);
  const more =
    rows.length < all.length
      ? `\n\n… and ${all.length - rows.length} more stacks`
      : '';
  return (
    table(
      [
        'Stack',
        'Account and region',
        'Does',
        'Add',
        'Change',
        'Replace',
        'Remove',
        'Monthly cost',
        'Difference',
      ],
      rows,
      3,
    ) + more
  );
}

function findingsSection(findings: readonly Finding[], room: number): string[] {
  if (findings.length === 0) {
    return [];
  }
  const unique = new Map(
    findings.map(finding => [
      `${finding.rule}|${finding.message}|${finding.unit}|${finding.resource}`,
      finding,
    ]),
  );
  const sorted = [...unique.values()].sort(
    (a, b) =>
      Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  );
  const all = sorted.map(({ severity, rule, message, unit, resource }) => {
    const where = [unit, resource]
      .filter(Boolean)
      .map(each => `\`${code(each ?? '')}\``)
      .join(' ');
    return `- ${severity === 'error' ? '❌ **error**' : '⚠️ warning'} \`${code(rule)}\`${where ? ` in ${where}` : ''}: ${inline(message)}`;
  });
  const lines = firstThatFit(all, room - 200, 1);
  if (lines.length < all.length) {
    lines.push(`- … and ${all.length - lines.length} more in the run's log`);
  }
  const errors = sorted.filter(({ severity }) => severity === 'error').length;
  return [
    `### Findings: ${plural(errors, 'error')}, ${plural(sorted.length - errors, 'warning')}\n\n${lines.join('\n')}`,
  ];
}

function detailsSections(plan: Plan): string[] {
  return plan.stacks
    .filter(({ changes }) => changes.length > 0)
    .map(stack => stackDetails(stack, plan.reasons[stack.unit]));
}

/** Hints of one unit, at most; the rest of them are in the portal. */
const MAX_HINTS = 20;

function hintsSection({ hints }: Plan): string[] {
  const lines = Object.entries(hints).flatMap(([unit, texts]) =>
    texts
      .slice(0, MAX_HINTS)
      .map(text => `- \`${code(unit)}\`: ${inline(text)}`),
  );
  return lines.length === 0
    ? []
    : [
        `<details><summary>${plural(lines.length, 'hint')}: what the costs assume, and what would cost less</summary>\n\n${lines.join('\n')}\n\n</details>`,
      ];
}

const ORDER = [
  'Replace',
  'Remove',
  'MayReplace',
  'Orphan',
  'Modify',
  'Import',
  'Add',
];
const WORDS: Record<ResourceChange['action'], string> = {
  Add: 'add',
  Modify: 'change',
  Replace: '**REPLACE**',
  MayReplace: '**may replace**',
  Remove: '**REMOVE**',
  Orphan: '**leave behind**',
  Import: 'import',
};

function stackDetails(stack: PlannedStack, reason: string | undefined): string {
  const sorted = [...stack.changes].sort(
    (a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action),
  );
  const rows = sorted
    .slice(0, 200)
    .map(({ action, resourceType, logicalId, properties }) => [
      WORDS[action],
      `\`${code(resourceType)}\``,
      `\`${code(logicalId)}\``,
      (properties ?? []).map(property => `\`${code(property)}\``).join(', '),
    ]);
  const more =
    sorted.length > 200 ? `\n\n… and ${sorted.length - 200} more` : '';
  const disruptive = sorted.some(
    ({ action }) =>
      action !== 'Add' && action !== 'Modify' && action !== 'Import',
  );
  return [
    `<details${disruptive ? ' open' : ''}><summary><b>${inline(stack.stackName)}</b>: ${plural(stack.changes.length, 'resource')}${reason ? `, because ${inline(reason)}` : ''}</summary>`,
    `${table(['', 'Type', 'Resource', 'Properties'], rows, 4)}${more}`,
    '</details>',
  ].join('\n\n');
}

function footer(plan: Plan, runUrl: string | undefined): string {
  const run = runUrl ? ` · [run](${runUrl})` : '';
  return `Plan hash \`sha256:${plan.hash}\` for ${plan.headCommit.slice(0, 12)}${run}. Deploy applies exactly this, and refuses anything else.`;
}

function table(head: string[], rows: string[][], leftAligned: number): string {
  const rule = head.map((_, index) => (index < leftAligned ? '---' : '--:'));
  return [head, rule, ...rows].map(row).join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function money(amount: number, signed: boolean): string {
  const plus = signed && amount > 0 ? '+' : '';
  const sign = amount < 0 ? '−' : plus;
  return `${sign}$${Math.abs(amount).toFixed(2)}`;
}

function plural(count: number, noun: string) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function code(text: string) {
  return text.replace(/[`|<>\s]+/g, ' ').slice(0, 200);
}
