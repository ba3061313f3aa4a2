import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import type { FleetFilter } from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { reasonOf } from '../components/reasonOf';
import layout from '../components/layout.module.css';
import { asError } from '../hooks/asError';

/** Hands a file to the browser. */
function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves all units that match, not only those of the page, for a spreadsheet. */
export function ExportButton(props: {
  query: FleetFilter & { orderBy?: string; cursor?: string };
}) {
  const api = useApi(environmentsApiRef);
  const [state, setState] = useState<'idle' | 'busy' | Error>('idle');
  const download = async () => {
    const { orderBy, cursor, ...filter } = props.query;
    setState('busy');
    try {
      const today = new Date().toISOString().slice(0, 10);
      save(await api.exportEnvironments(filter), `environments-${today}.csv`);
      setState('idle');
    } catch (error) {
      setState(asError(error));
    }
  };
  return (
    <>
      {state instanceof Error && (
        <span role="alert" className={layout.note}>
          The file could not be made: {reasonOf(state)}
        </span>
      )}
      <Button
        variant="secondary"
        size="small"
        isDisabled={state === 'busy'}
        onPress={download}
      >
        {state === 'busy' ? 'Making the CSV …' : 'CSV'}
      </Button>
    </>
  );
}
