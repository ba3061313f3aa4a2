import type { Knex } from 'knex';
import type { FleetRow, FleetSelection } from './FleetStore';
import type { CriteriaColumn, UnitCriteria } from './UnitCriteria';

/** A unit of the fleet as the database has it. */
export interface FleetUnitRow {
  entity_ref: string;
  identity: string;
  row: string;
  repository: string | null;
  name: string;
  kind: string;
  stage: string;
  stage_rank: number;
  account: string;
  region: string;
  owner: string;
  owned_by: string | null;
  blueprint: string | null;
  system: string | null;
  words: string;
  health: string;
  health_rank: number;
  sync: string;
  sync_rank: number;
  month_to_date: number | null;
  forecast: number | null;
  monthly_budget: number | null;
  created_at: string | null;
  last_deployed_at: string | null;
}

/** Which units of the fleet a question is about, in the words of the database. */
export class FleetUnits {
  readonly #db: Knex;
  readonly #isPostgres: boolean;

  constructor(db: Knex) {
    this.#db = db;
    this.#isPostgres = db.client.config.client === 'pg';
  }

  /** Visible units that match all that is asked for. */
  matching(query: FleetSelection) {
    return this.asked(query).where(units => this.#keepStates(units, query));
  }

  /** Visible units that match what a query asks for but for states. */
  asked(query: FleetSelection) {
    return this.#db<FleetUnitRow>('fleet_units').where(units => {
      units.whereRaw('?', [this.fits(query.visible)]);
      for (const column of [
        'stage',
        'account',
        'region',
        'owner',
        'kind',
        'blueprint',
        'system',
      ] as const) {
        const wanted = query[column];
        if (wanted) {
          units.where(column, wanted);
        }
      }
      const position = this.#isPostgres ? 'strpos' : 'instr';
      for (const word of wordsOf(query)) {
        units.whereRaw(`${position}(words, ?) > 0`, [word]);
      }
    });
  }

  #keepStates(units: Knex.QueryBuilder, query: FleetSelection): void {
    if (query.health) {
      units.where('health', query.health);
    }
    if (query.sync) {
      units.where('sync', query.sync);
    }
    if (query.budget) {
      units.whereRaw('?', [this.over(query)]);
    }
  }

  /** Whether a unit fits criteria; null where they are undecided about it. */
  fits(criteria: UnitCriteria): Knex.Raw {
    if (criteria === 'all') {
      return this.#db.raw('1 = 1');
    }
    if (criteria === 'undecided') {
      return this.#db.raw('cast(null as boolean)');
    }
    if ('column' in criteria) {
      return this.#isOneOf(this.#valueOf(criteria.column), criteria.values);
    }
    if ('not' in criteria) {
      return this.#db.raw('not (?)', [this.fits(criteria.not)]);
    }
    if ('allOf' in criteria) {
      return this.#joined(criteria.allOf, 'and');
    }
    if ('anyOf' in criteria) {
      return this.#joined(criteria.anyOf, 'or');
    }
    return this.#isOneOf(this.#db.ref('entity_ref'), criteria);
  }

  #joined(parts: readonly UnitCriteria[], word: 'and' | 'or'): Knex.Raw {
    return this.#db.raw(
      `(${parts.map(() => '?').join(` ${word} `)})`,
      parts.map(part => this.fits(part)),
    );
  }

  #isOneOf(value: Knex.Raw, values: readonly string[]): Knex.Raw {
    return this.#isPostgres
      ? this.#db.raw('? = any(?::text[])', [value, [...values]])
      : this.#db.raw('? in (select value from json_each(?))', [
          value,
          JSON.stringify(values),
        ]);
  }

  #valueOf(column: CriteriaColumn): Knex.Raw {
    switch (column) {
      case 'blueprintName':
        return this.#db.raw(
          `substr(blueprint, 1, ${this.#isPostgres ? 'strpos' : 'instr'}(blueprint || '@', '@') - 1)`,
        );
      case 'ownedBy':
        return this.#db.ref('owned_by');
      default:
        return this.#db.ref(column);
    }
  }

  /** A value where the reader may know the cost, else null. */
  priced(
    { priced }: Pick<FleetSelection, 'priced'>,
    value: Knex.Ref<string, {}>,
  ): Knex.Raw {
    return this.#db.raw('case when ? then ? end', [this.fits(priced), value]);
  }

  /** A unit without a budget, or of which the reader may not see the cost, is over none. */
  over({ priced }: Pick<FleetSelection, 'priced'>): Knex.Raw {
    return this.#db.raw(
      '(? and coalesce(monthly_budget <> 0 and month_to_date > monthly_budget, 1 = 0))',
      [this.fits(priced)],
    );
  }
}

function wordsOf({ q }: Pick<FleetSelection, 'q'>): string[] {
  return (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
}

/** The row that a column holds, without the cost where the reader may not know that. */
export function readRow(found: {
  row: string;
  priced: number | boolean;
}): FleetRow {
  const row = JSON.parse(found.row) as FleetRow;
  return found.priced
    ? row
    : { ...row, monthToDate: null, forecast: null, monthlyBudget: null };
}
