import type { Control } from '../Control';
import { html } from '../../../html';
import { choice, field, form, hidden, list, table } from './components';
import { page, type Notice } from './page';

/** The page on which one plays God: accounts, faults, alarms, costs, outage, and the stacks to go into. */
export function overviewPage(control: Control, notice?: Notice): string {
  const { accounts, cloudFormation, faults } = control.aws;
  const { failures, throttles } = faults.list();
  const adjustments = control.aws.costs.adjustments();
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

      <section aria-labelledby="regions">
        <h2 id="regions">Lost regions</h2>
        ${list(faults.lostRegions().map(region => `${region} answers no call.`))}
        ${form('lose-region', 'Lose a region', field('region', 'Region', ''))}
        ${faults
          .lostRegions()
          .map(region =>
            form('restore-region', `Restore ${region}`, hidden({ region })),
          )}
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
          control.aws.alarms.list().map(alarm => [
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
