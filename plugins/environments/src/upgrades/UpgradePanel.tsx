import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button } from '@backstage/ui';
import type { FleetUpgrade } from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { Badge, type Tone } from '../components/Badge';
import layout from '../components/layout.module.css';
import { reasonOf } from '../components/reasonOf';
import { asError } from '../hooks/asError';

type UpgradeUnit = FleetUpgrade['units'][number];

const STATES: Record<FleetUpgrade['state'], [Tone, string]> = {
  running: ['busy', 'Running'],
  paused: ['mute', 'Paused'],
  stopped: ['bad', 'Stopped'],
  finished: ['good', 'Finished'],
};

const UNIT_STATES: Record<UpgradeUnit['state'], [Tone, string]> = {
  waiting: ['mute', 'Waiting'],
  asked: ['busy', 'Being asked for'],
  open: ['busy', 'Pull request open'],
  settling: ['busy', 'Merged, settling'],
  done: ['good', 'Upgraded'],
  failed: ['bad', 'Failed'],
  leftOut: ['mute', 'Left out'],
};

/** One upgrade: why it stands where it stands, its waves, and for whoever may the buttons by which it pauses and goes on. */
export function UpgradePanel(props: {
  upgrade: FleetUpgrade;
  maySteer: boolean;
  onSteered(): void;
}) {
  const { upgrade, maySteer, onSteered } = props;
  const { id, request, state, reason, units, requester, createdAt } = upgrade;
  const api = useApi(environmentsApiRef);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Error>();
  const steer = async (step: 'pause' | 'resume', leaveOut: string[] = []) => {
    setBusy(true);
    try {
      await api.steerFleetUpgrade(id, step, { leaveOut });
      setRefusal(undefined);
      onSteered();
    } catch (error) {
      setRefusal(asError(error));
    } finally {
      setBusy(false);
    }
  };
  const title = `${request.blueprint} ${request.version}`;
  const waves = [...new Set(units.map(({ wave }) => wave))];
  return (
    <section className={layout.panel} aria-label={title}>
      <div className={layout.stack}>
        <div className={layout.row}>
          <h2 style={{ margin: 0 }}>{title}</h2>
          <Badge tone={STATES[state][0]} label={STATES[state][1]} />
          <span className={layout.note}>
            asked for by {requester.split('/').at(-1)} <Age since={createdAt} />
          </span>
          <span style={{ flex: 1 }} />
          {maySteer && state === 'running' && (
            <Button
              size="small"
              variant="secondary"
              isDisabled={busy}
              onPress={() => steer('pause')}
            >
              Pause
            </Button>
          )}
          {maySteer && (state === 'paused' || state === 'stopped') && (
            <Button
              size="small"
              variant="primary"
              isDisabled={busy}
              onPress={() => steer('resume')}
            >
              Resume
            </Button>
          )}
        </div>
        {reason && <Alert status="danger" icon title={reason} />}
        {refusal && (
          <Alert
            role="alert"
            status="danger"
            icon
            title="That was refused"
            description={reasonOf(refusal)}
          />
        )}
        <p className={layout.note}>
          {describe(units)}. At most {request.maxOpen} pull requests are open at
          once; a wave opens when each unit of the one before has been Healthy
          for {request.healthyMinutes} minutes.
        </p>
        {waves.map(wave => (
          <WaveTable
            key={wave}
            wave={wave}
            units={units.filter(unit => unit.wave === wave)}
            onLeaveOut={
              maySteer && state === 'stopped' && !busy
                ? unit => steer('resume', [unit.entityRef])
                : undefined
            }
          />
        ))}
      </div>
    </section>
  );
}

function describe(units: readonly UpgradeUnit[]): string {
  const count = (...states: UpgradeUnit['state'][]) =>
    units.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [count('done'), 'upgraded'],
    [count('asked', 'open', 'settling'), 'under way'],
    [count('failed'), 'failed'],
    [count('leftOut'), 'left out'],
    [count('waiting'), 'untouched'],
  ] as const;
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`);
  return `Of ${units.length} units: ${told.join(', ')}`;
}

function WaveTable(props: {
  wave: number;
  units: readonly UpgradeUnit[];
  onLeaveOut?: (unit: UpgradeUnit) => void;
}) {
  const { wave, units, onLeaveOut } = props;
  return (
    <div className={layout.scroll}>
      <table className={layout.table} aria-label={`Wave ${wave}`}>
        <caption style={{ textAlign: 'left' }}>
          <strong>Wave {wave}</strong>
        </caption>
        <thead>
          <tr>
            <th scope="col">Unit</th>
            <th scope="col">Stage</th>
            <th scope="col">Owner</th>
            <th scope="col">State</th>
            <th scope="col">Pull request</th>
          </tr>
        </thead>
        <tbody>
          {units.map(unit => (
            <tr key={unit.entityRef}>
              <td>
                <Link to={`/catalog/default/resource/${unit.name}/health`}>
                  {unit.name}
                </Link>
              </td>
              <td>{unit.stage}</td>
              <td>{unit.owner.split('/').at(-1)}</td>
              <td>
                <Badge
                  tone={UNIT_STATES[unit.state][0]}
                  label={UNIT_STATES[unit.state][1]}
                />
                {unit.reason && <p className={layout.note}>{unit.reason}</p>}
                {unit.state === 'failed' && onLeaveOut && (
                  <Button
                    size="small"
                    variant="secondary"
                    onPress={() => onLeaveOut(unit)}
                  >
                    {`Leave ${unit.name} out and resume`}
                  </Button>
                )}
              </td>
              <td>
                {unit.pullRequest && (
                  <Link to={unit.pullRequest.url}>
                    #{unit.pullRequest.number}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
