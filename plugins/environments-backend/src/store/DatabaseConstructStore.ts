import { Knex } from 'knex';
import type { ConstructStore, ReportedConstructs } from './ConstructStore';
import { nextConstructs, Paths } from './nextConstructs';
import type { Place } from './sources';

interface ConstructRow {
  repository: string;
  account: string;
  region: string;
  stack_name: string;
  deployed_at: string;
  paths: string;
}

/** Constructs of stacks in the plugin's database. */
export class DatabaseConstructStore implements ConstructStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async putConstructs(
    { repository, startedAt }: { repository: string; startedAt: string },
    stacks: readonly ReportedConstructs[],
  ) {
    const deployedAt = new Date(startedAt).toISOString();
    for (const stack of stacks.filter(tells)) {
      const { account, region, stackName } = stack;
      const key = { repository, account, region, stack_name: stackName };
      await this.#db.transaction(async trx => {
        // Taking the row first makes two reports on one stack wait for each other.
        await trx<ConstructRow>('stack_constructs')
          .insert({ ...key, deployed_at: deployedAt, paths: '{}' })
          .onConflict(['account', 'region', 'stack_name', 'repository'])
          .ignore();
        const row = await trx<ConstructRow>('stack_constructs')
          .where(key)
          .forUpdate()
          .first();
        if (row && row.deployed_at > deployedAt) {
          return;
        }
        const next = nextConstructs(JSON.parse(row?.paths ?? '{}'), stack);
        await (next
          ? trx<ConstructRow>('stack_constructs')
              .where(key)
              .update({ deployed_at: deployedAt, paths: JSON.stringify(next) })
          : trx('stack_constructs').where(key).delete());
      });
    }
  }

  async constructsOf(
    { account, region, name }: Place & { name: string },
    repository: string | undefined,
  ) {
    const row = await this.#db<ConstructRow>('stack_constructs')
      .where({ account, region, stack_name: name })
      .modify(query => {
        if (repository !== undefined) {
          query.andWhere({ repository });
        }
      })
      .orderBy('deployed_at', 'desc')
      .first('paths');
    const paths: Paths = row ? JSON.parse(row.paths) : {};
    return new Map(Object.entries(paths));
  }
}

/** Whether a report changes what is known of a stack's constructs. */
function tells({ operation, constructs }: ReportedConstructs): boolean {
  return operation === 'delete' || constructs !== undefined;
}
