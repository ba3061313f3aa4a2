import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { Alert } from '@backstage/ui';
import type { FreezeList, Stage } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { formatRef } from '../components/format';
import layout from '../components/layout.module.css';
import { reasonOf } from '../components/reasonOf';
import { usePolled } from '../hooks/usePolled';
import { templateHref } from '../life/lifeSteps';

type Freeze = FreezeList['items'][number];

/** Tells what is frozen until when, by whom and why; nothing where nothing is, or where the person may not ask. */
export function FreezeBanner(props: {
  /** @default - all that is frozen is told */
  unit?: { stage: Stage; path: string; repository?: string };
}) {
  const { unit } = props;
  const api = useApi(environmentsApiRef);
  const { value, error } = usePolled(
    signal => api.listFreezes({ signal }),
    [],
    () => 60_000,
  );
  if (error && error.name !== 'NotAllowedError') {
    return (
      <Alert
        role="status"
        status="warning"
        icon
        title="It could not be read what is frozen"
        description={reasonOf(error)}
      />
    );
  }
  const isOfUnit = ({ repository }: { repository: string }) =>
    unit?.repository === undefined || repository === unit.repository;
  const freezes = (value?.items ?? []).filter(
    freeze =>
      !unit ||
      (isOfUnit(freeze) &&
        (freeze.stages.includes(unit.stage) ||
          freeze.units.includes(unit.path))),
  );
  const unread = (value?.unread ?? []).filter(isOfUnit);
  if (freezes.length === 0 && unread.length === 0) {
    return null;
  }
  return (
    <div className={layout.stack}>
      {unread.map(({ repository, reason }) => (
        <Alert
          key={repository}
          role="status"
          status="warning"
          icon
          title={`It could not be read what is frozen in ${repository}`}
          description={reason}
        />
      ))}
      {freezes.map(freeze => (
        <Alert
          key={freeze.url}
          role="status"
          status="warning"
          icon
          title={`${unit ? 'Frozen' : `Frozen: ${[...freeze.stages, ...freeze.units].join(', ')}`} until ${new Date(freeze.until).toLocaleString()}`}
          description={<Why freeze={freeze} />}
        />
      ))}
    </div>
  );
}

function Why(props: { freeze: Freeze }) {
  const { name, repository, reason, by, url } = props.freeze;
  const formData = encodeURIComponent(JSON.stringify({ name, repository }));
  return (
    <>
      {reason} ({formatRef(by)}). Requests can be merged, and their deployments
      are refused. <Link to={url}>{name}</Link>,{' '}
      <Link to={`${templateHref('unfreeze')}?formData=${formData}`}>
        ask to lift it
      </Link>
    </>
  );
}
