import { Link } from '@backstage/core-components';
import { Button } from '@backstage/ui';
import type { StackHealth } from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { FreshnessNote } from '../components/Freshness';
import { HealthBadge } from '../components/StatusBadges';
import { shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { stackAnchor } from './stackAnchor';
import { StackDriftTable } from './StackDriftTable';
import { StackEvents } from './StackEvents';
import { StackResources } from './StackResources';

const VIEWS = ['Events', 'Resources', 'Drift'] as const;

/** One stack: its state, what it was made from, and on demand its events, resources and drift; its resources at once where something is wrong. */
export function StackPanel(props: {
  entityRef: string;
  stack: StackHealth;
  /**
   * All stacks of the unit, among which nested ones are found.
   *
   * @default - this one alone
   */
  stacks?: readonly StackHealth[];
}) {
  const { entityRef, stack, stacks = [stack] } = props;
  const [chosen, setChosen] = useState<(typeof VIEWS)[number] | 'none'>();
  const isWrong =
    stack.status !== 'Healthy' || stack.drift.status === 'DRIFTED';
  const view = chosen ?? (isWrong ? 'Resources' : 'none');
  const shared = { entityRef, stack: stack.name };
  return (
    <section
      id={stackAnchor(stack)}
      className={layout.panel}
      aria-label={`Stack ${stack.name}`}
    >
      <div className={layout.stack}>
        <div className={layout.row}>
          <h2 style={{ margin: 0 }}>{stack.name}</h2>
          <HealthBadge status={stack.status} />
          <span className={layout.mono}>{stack.stackStatus}</span>
          <span className={layout.note}>
            {stack.account} · {stack.region}
          </span>
          <span style={{ flex: 1 }} />
          <Link to={stack.consoleUrl}>AWS console</Link>
        </div>
        {stack.stackStatusReason && <p>{stack.stackStatusReason}</p>}
        {stack.provenance && (
          <p className={layout.note}>
            Made from{' '}
            <Link to={stack.provenance.commit.url} className={layout.mono}>
              {shortSha(stack.provenance.commit.sha)}
            </Link>
            {stack.provenance.pullRequest && (
              <>
                {' '}
                by{' '}
                <Link to={stack.provenance.pullRequest.url}>
                  #{stack.provenance.pullRequest.number}
                </Link>
              </>
            )}
          </p>
        )}
        <div className={layout.row} role="group" aria-label="Details">
          {VIEWS.map(name => (
            <Button
              key={name}
              size="small"
              variant={view === name ? 'primary' : 'secondary'}
              aria-expanded={view === name}
              onPress={() => setChosen(view === name ? 'none' : name)}
            >
              {name}
            </Button>
          ))}
        </div>
        {view === 'Events' && <StackEvents {...shared} />}
        {view === 'Resources' && (
          <StackResources entityRef={entityRef} stack={stack} stacks={stacks} />
        )}
        {view === 'Drift' && (
          <StackDriftTable {...shared} commit={stack.provenance?.commit} />
        )}
        <FreshnessNote freshness={stack.freshness} />
      </div>
    </section>
  );
}
