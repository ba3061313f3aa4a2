import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useEntityPermission } from '@backstage/plugin-catalog-react/alpha';
import { Button } from '@backstage/ui';
import { environmentUpdatePermission } from '@plinth/plugin-environments-common';
import { useSearchParams } from 'react-router-dom';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Empty, Failure, Loading } from '../components/states';
import { DeploymentItem } from './DeploymentItem';
import { rollBackTargets, useDeployments } from './useDeployments';

/** The Deployments tab: one row for each, newest first; the address names the one whose timeline is open. */
export function DeploymentsContent() {
  const entityRef = stringifyEntityRef(useEntity().entity);
  const { value, deployments, error, loading, retry, hasOlder, loadOlder } =
    useDeployments(entityRef);
  const { allowed } = useEntityPermission(environmentUpdatePermission);
  const [params, setParams] = useSearchParams();
  const open = params.get('deployment');
  const targets = rollBackTargets(deployments ?? []);
  return (
    <div className={layout.stack}>
      {loading && <Loading label="Reading the deployments" />}
      {error && (
        <Failure
          title="The deployments could not be read"
          error={error}
          retry={retry}
        />
      )}
      {value && <StaleBanner freshness={value.freshness} />}
      {deployments?.length === 0 && (
        <Empty title="Nothing has been deployed here yet">
          <p>
            Each run of the pipeline that deploys a merged change of this unit
            will appear here.
          </p>
        </Empty>
      )}
      {deployments && deployments.length > 0 && (
        <ul className={layout.list} aria-label="Deployments">
          {deployments.map(deployment => (
            <DeploymentItem
              key={deployment.id}
              entityRef={entityRef}
              deployment={deployment}
              open={open === deployment.id}
              onToggle={() =>
                setParams(
                  open === deployment.id ? {} : { deployment: deployment.id },
                  { replace: true },
                )
              }
              rollBack={allowed && targets.has(deployment.id)}
            />
          ))}
        </ul>
      )}
      {hasOlder && (
        <div>
          <Button variant="secondary" onPress={loadOlder}>
            Show older deployments
          </Button>
        </div>
      )}
      {value && <FreshnessNote freshness={value.freshness} />}
    </div>
  );
}
