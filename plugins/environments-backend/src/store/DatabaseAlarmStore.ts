import type { Alarm } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type { AlarmStore } from './AlarmStore';
import { optional, upsert } from './rows';
import type { Place } from './sources';

interface AlarmRow {
  account: string;
  region: string;
  name: string;
  state: string;
  reason: string | null;
  description: string | null;
  since: string | null;
}

/** Where an alarm's runbook is read: at the address that its description has, or, for the name of a file there, below `runbooksUrl`. */
function runbookUrlOf(description: string, runbooksUrl?: string) {
  const [address] = /https?:\/\/[^\s)>\]]+/.exec(description) ?? [];
  const [, name] =
    /\bRunbook: (?:[\w.-]+\/)*([\w-]+)\.md\b/.exec(description) ?? [];
  return address ?? (runbooksUrl && name && `${runbooksUrl}/${name}`);
}

function toAlarm(row: AlarmRow, runbooksUrl?: string): Alarm {
  return {
    name: row.name,
    state: row.state as Alarm['state'],
    reason: optional(row.reason),
    description: optional(row.description),
    runbookUrl: runbookUrlOf(row.description ?? '', runbooksUrl),
    account: row.account,
    region: row.region,
    since: optional(row.since),
  };
}

/** Alarms in the plugin's database. */
export class DatabaseAlarmStore implements AlarmStore {
  readonly #db: Knex;
  readonly #runbooksUrl?: string;

  /** @param options.runbooksUrl - where runbooks are read that alarms name without an address */
  constructor(db: Knex, options: { runbooksUrl?: string } = {}) {
    this.#db = db;
    this.#runbooksUrl = options.runbooksUrl;
  }

  async replaceAlarms({ account, region }: Place, alarms: Alarm[]) {
    await this.#db.transaction(async trx => {
      await trx('alarms').where({ account, region }).delete();
      await upsert(
        trx,
        'alarms',
        alarms.map((alarm): AlarmRow => ({
          account,
          region,
          name: alarm.name,
          state: alarm.state,
          reason: alarm.reason ?? null,
          description: alarm.description ?? null,
          since: alarm.since ?? null,
        })),
        ['account', 'region', 'name'],
      );
    });
  }

  async alarmsOf(stackIds: string[]) {
    const rows = await this.#db('alarms')
      .join('stacks', join =>
        join
          .on('stacks.account', 'alarms.account')
          .andOn('stacks.region', 'alarms.region'),
      )
      .join('stack_resources', join =>
        join
          .on('stack_resources.stack_id', 'stacks.stack_id')
          .andOn('stack_resources.physical_id', 'alarms.name'),
      )
      .whereIn('stacks.stack_id', stackIds)
      .where('stack_resources.resource_type', 'AWS::CloudWatch::Alarm')
      .orderBy('alarms.name')
      .select<Array<AlarmRow & { stack_id: string }>>(
        'alarms.*',
        'stacks.stack_id',
      );
    return rows.map(row => ({
      stackId: row.stack_id,
      alarm: toAlarm(row, this.#runbooksUrl),
    }));
  }
}
