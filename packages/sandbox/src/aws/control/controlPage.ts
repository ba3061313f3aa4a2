import type { LiveResource, Stack } from '../cloudformation';
import type { Control } from './Control';
import { Html, html } from './html';

/** What to tell about the action before. */
export interface Notice {
  kind: 'done' | 'failed';
  text: string;
}

/** The page on which one plays God: accounts, faults, alarms, costs, outage, and the stacks to go into. */
export function overviewPage(control: Control, notice?: Notice): string {
  const { accounts, cloudFormation, faults } = control.aws;
  const { failures, throttles } = faults.list();
  const adjustments = control.services.costs.adjustments();
  return page(
    'AWS sandbox control',
    notice,
    html`
      <section aria-labelledby="accounts">
        <h2 id="accounts">Accounts</h2>
        ${table(
          ['Account', 'Name', 'Calls', ''],
          accounts.list().map(account => {
            const denied = accounts.isDenied(account.id);
            return [
              account.id,
              account.name,
              denied ? 'denied' : 'allowed',
              form(
                denied ? 'allow-account' : 'deny-account',
                denied ? `Allow ${account.name}` : `Deny ${account.name}`,
                hidden({ account: account.id }),
              ),
            ];
          }),
        )}
      </section>

      <section aria-labelledby="outage">
        <h2 id="outage">Outage</h2>
        <p>
          ${
            control.outage.until
              ? `Every call fails (${control.outage.kind}) until ${new Date(control.outage.until).toISOString()}.`
              : 'AWS answers.'
          }
        </p>
        ${form(
          'outage',
          'Begin an outage',
          html`${field('seconds', 'Seconds', '60')}
          ${choice('kind', 'Kind', ['unavailable', 'hang-up'])}`,
        )}
        ${form('outage', 'End the outage', hidden({ seconds: '0' }))}
      </section>

      <section aria-labelledby="faults">
        <h2 id="faults">Faults</h2>
        ${list([
          ...failures.map(
            item =>
              `${item.action} of ${item.type} fails ${item.remaining} more time(s): ${item.message}`,
          ),
          ...throttles.map(
            item =>
              `${item.action} is throttled until ${new Date(item.until).toISOString()}`,
          ),
        ])}
        ${form(
          'fail-next',
          'Fail the next',
          html`${field('type', 'Resource type or pattern', 'AWS::RDS::DBInstance')}
          ${choice('action', 'Step', ['create', 'update', 'delete'])}
          ${field('stackName', 'Stack (optional)', '')}
          ${field('message', 'Message (optional)', '')}`,
        )}
        ${form(
          'throttle',
          'Throttle',
          html`${field('action', 'Operation', 'cloudformation:DescribeStacks')}
          ${field('seconds', 'Seconds', '60')}`,
        )}
        ${form('clear-faults', 'Clear all faults', html``)}
      </section>

      <section aria-labelledby="alarms">
        <h2 id="alarms">Alarms</h2>
        ${table(
          ['Alarm', 'Stack', 'Place', 'State', ''],
          control.services.alarms.list().map(alarm => [
            alarm.name,
            alarm.stackName,
            `${alarm.account} ${alarm.region}`,
            alarm.state.value,
            form(
              'set-alarm',
              `Set ${alarm.name}`,
              html`${hidden({
                account: alarm.account,
                region: alarm.region,
                alarm: alarm.name,
              })}
              ${choice('state', 'State', ['ALARM', 'OK', 'INSUFFICIENT_DATA'])}`,
            ),
          ]),
        )}
      </section>

      <section aria-labelledby="costs">
        <h2 id="costs">Costs</h2>
        ${table(
          ['Scope', 'Adjustment', ''],
          adjustments.map(item => [
            Object.values(item.scope).filter(Boolean).join(', '),
            item.kind === 'multiply'
              ? `× ${item.factor} from ${new Date(item.from).toISOString().slice(0, 10)}`
              : `${item.days} days older`,
            form('remove-cost-adjustment', 'Remove', hidden({ id: item.id })),
          ]),
        )}
        ${form(
          'multiply-costs',
          'Multiply costs',
          html`${field('entity', 'Entity', 'resource:default/claims-staging')}
          ${field('factor', 'Factor', '2')}
          ${field('from', 'From (default: this month)', '')}`,
        )}
        ${form(
          'backdate-costs',
          'Advance costs',
          html`${field('entity', 'Entity', 'resource:default/claims-staging')}
          ${field('days', 'As if it had existed longer by days', '30')}`,
        )}
      </section>

      <section aria-labelledby="stacks">
        <h2 id="stacks">Stacks</h2>
        ${table(
          ['Stack', 'Account', 'Region', 'Status', 'Resources'],
          cloudFormation
            .stacks()
            .map(stack => [
              html`<a href="/_control/stack?id=${encodeURIComponent(stack.id)}"
                >${stack.name}</a
              >`,
              stack.account,
              stack.region,
              stack.status,
              String(Object.keys(stack.resources).length),
            ]),
        )}
      </section>
    `,
  );
}

/** One stack's resources, each to be edited or deleted as in the AWS console. */
export function stackPage(
  control: Control,
  stack: Stack,
  notice?: Notice,
): string {
  return page(
    `${stack.name} in ${stack.account} ${stack.region}`,
    notice,
    html`
      <p><a href="/_control">All stacks</a></p>
      <p>Status: ${stack.status}. Drift: ${stack.drift.status}.</p>
      ${control.resourcesOf(stack).map(live => resourceSection(stack, live))}
    `,
  );
}

function resourceSection(stack: Stack, live: LiveResource): Html {
  const place = {
    account: stack.account,
    region: stack.region,
    stackName: stack.name,
    logicalId: live.logicalId,
    back: stack.id,
  };
  return html`<details>
    <summary>${live.logicalId} <span>${live.type}</span></summary>
    <p>${live.physicalId}</p>
    <pre tabindex="0">${JSON.stringify(live.properties, null, 2)}</pre>
    ${form(
      'edit-resource',
      `Edit ${live.logicalId}`,
      html`${hidden(place)} ${field('user', 'Signed in as', 'engineer')}
        <label
          >Properties to change, as JSON; null removes one
          <textarea name="change" rows="4" spellcheck="false">{}</textarea>
        </label>`,
    )}
    ${form(
      'delete-resource',
      `Delete ${live.logicalId}`,
      html`${hidden(place)} ${field('user', 'Signed in as', 'engineer')}`,
    )}
  </details>`;
}

function page(title: string, notice: Notice | undefined, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            font:
              1rem/1.5 system-ui,
              sans-serif;
            margin: 0 auto;
            max-width: 72rem;
            padding: 1rem;
          }
          table {
            border-collapse: collapse;
            width: 100%;
          }
          th,
          td {
            border-bottom: 1px solid GrayText;
            padding: 0.4rem 0.6rem;
            text-align: left;
            vertical-align: top;
            overflow-wrap: anywhere;
          }
          form {
            display: flex;
            flex-wrap: wrap;
            gap: 0.6rem;
            align-items: end;
            margin: 0.4rem 0;
          }
          label {
            display: grid;
            gap: 0.2rem;
          }
          input,
          select,
          textarea,
          button {
            font: inherit;
            padding: 0.3rem 0.5rem;
          }
          textarea {
            width: min(36rem, 80vw);
            font-family: ui-monospace, monospace;
          }
          pre {
            max-height: 20rem;
            overflow: auto;
            border: 1px solid GrayText;
            padding: 0.6rem;
          }
          .notice {
            border: 2px solid;
            padding: 0.6rem;
          }
          summary span {
            color: GrayText;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${
            notice
              ? html`<p
                  class="notice"
                  role="${notice.kind === 'failed' ? 'alert' : 'status'}"
                >
                  ${notice.text}
                </p>`
              : ''
          }
          ${body}
        </main>
      </body>
    </html> `.text;
}

function table(head: string[], rows: (string | Html)[][]): Html {
  if (rows.length === 0) {
    return html`<p>None.</p>`;
  }
  return html`<table>
    <thead>
      <tr>
        ${head.map(cell =>
          cell ? html`<th scope="col">${cell}</th>` : html`<td></td>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        row =>
          html`<tr>
            ${row.map(cell => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function list(items: string[]): Html {
  return items.length
    ? html`<ul>
        ${items.map(item => html`<li>${item}</li>`)}
      </ul>`
    : html`<p>None.</p>`;
}

function form(action: string, button: string, fields: Html): Html {
  return html`<form method="post" action="/_control/${action}">
    ${fields}<button>${button}</button>
  </form>`;
}

function field(name: string, label: string, value: string): Html {
  return html`<label>${label}<input name="${name}" value="${value}" /></label>`;
}

function choice(name: string, label: string, options: string[]): Html {
  return html`<label
    >${label}<select name="${name}">
      ${options.map(option => html`<option>${option}</option>`)}
    </select></label
  >`;
}

function hidden(values: Record<string, string>): Html {
  return html`${Object.entries(values).map(
    ([name, value]) =>
      html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;
}
