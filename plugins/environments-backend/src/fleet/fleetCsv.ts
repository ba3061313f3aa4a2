import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { stringify, type Stringifier } from 'csv-stringify';

type Cell = string | number | null | undefined;

/** Columns of the export, in order; amounts are US dollars of the current month, and times are UTC. */
const COLUMNS: Record<string, (row: EnvironmentRow) => Cell> = {
  Name: row => row.name,
  Kind: row => row.kind,
  System: row => row.system,
  Environment: row => row.environment,
  Stage: row => row.stage,
  Account: row => row.account,
  'Account name': row => row.accountName,
  Region: row => row.region,
  Owner: row => row.owner,
  Blueprint: row => row.blueprint,
  State: row => row.state,
  Health: row => row.health,
  'Health reason': row => row.healthReason,
  Sync: row => row.sync,
  'Month to date (US$)': row => row.monthToDate,
  'Forecast (US$)': row => row.forecast,
  'Monthly budget (US$)': row => row.monthlyBudget,
  'Last commit': row => row.lastCommit?.sha,
  'Commit message': row => row.lastCommit?.message,
  'Committed at': row => row.lastCommit?.committedAt,
  'Deployed commit': row => row.deployedCommit?.sha,
  'Last deployed at': row => row.lastDeployedAt,
  'Created at': row => row.createdAt,
  'Ends at': row => row.endsAt,
  'Read at': row => row.freshness.readAt,
  Entity: row => row.entityRef,
};

/**
 * What rows of the fleet are written to, and read from as comma-separated values. Commits and stack events say what others wrote, and
 * a spreadsheet would compute a cell that looks like a formula: such text begins with an apostrophe. All text is in quotes, so
 * that no other separator of a spreadsheet makes a cell of its end.
 */
export function fleetCsv(): Stringifier {
  return stringify({
    // Without it spreadsheets take text that is not ASCII for another encoding.
    bom: true,
    header: true,
    columns: Object.keys(COLUMNS),
    escape_formulas: true,
    quoted_string: true,
    record_delimiter: '\r\n',
  });
}

/** A row as one line of them. */
export function csvRecord(row: EnvironmentRow): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([title, cell]) => [title, cell(row)]),
  );
}
