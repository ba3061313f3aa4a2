import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { FleetGrouping } from '@plinth/plugin-environments-common';
import layout from '../components/layout.module.css';
import { ExportButton } from './ExportButton';
import { SavedViews } from './SavedViews';
import {
  GROUPINGS,
  VIEWS,
  type FleetQuery,
  type FleetView,
} from './useFleetQuery';

const TITLES: Record<FleetView, string> = {
  list: 'List',
  groups: 'Groups',
  matrix: 'Systems by stage',
};

/** How the fleet is shown: as a list, in groups with sums, or as systems by stages; kept under a name, or as a file. */
export function FleetViewBar(props: FleetQuery) {
  const { view, by, query, set } = props;
  return (
    <div className={layout.row}>
      <ToggleButtonGroup
        aria-label="View"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={keys =>
          set({ view: String([...keys][0] ?? 'list').replace('list', '') })
        }
      >
        {VIEWS.map(each => (
          <ToggleButton key={each} id={each} size="small">
            {TITLES[each]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {view === 'groups' && (
        <Select
          aria-label="Group by"
          size="small"
          options={GROUPINGS.map(value => ({ value, label: `by ${value}` }))}
          value={by}
          onChange={key => set({ by: String(key) as FleetGrouping })}
        />
      )}
      <span style={{ flex: 1 }} />
      <SavedViews />
      <ExportButton query={query} />
    </div>
  );
}
