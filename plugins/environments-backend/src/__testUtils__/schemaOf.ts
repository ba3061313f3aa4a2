import { Knex } from 'knex';
import { isDeepStrictEqual } from 'node:util';

interface Column {
  type: string;
  nullable: boolean;
  hasDefault: boolean;
}

/** The tables of a database: their columns, the groups of columns that must be unique, and the names of their indexes. */
export type Schema = Map<
  string,
  { columns: Map<string, Column>; unique: Set<string>; indexes: Set<string> }
>;

/** What a SQLite database looks like to whoever writes to it. */
export async function schemaOf(knex: Knex): Promise<Schema> {
  const schema: Schema = new Map();
  const tables: Array<{ name: string }> = await knex('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .whereNot('name', 'like', '%migrations%')
    .select('name');
  for (const { name } of tables) {
    const columns = new Map<string, Column>();
    for (const [column, info] of Object.entries(
      await knex(name).columnInfo(),
    )) {
      columns.set(column, {
        type: `${info.type}(${info.maxLength ?? ''})`,
        nullable: info.nullable,
        hasDefault: info.defaultValue !== null,
      });
    }
    const unique = new Set<string>();
    const indexes: Array<{ name: string; unique: number }> = await knex.raw(
      `pragma index_list('${name}')`,
    );
    for (const index of indexes.filter(each => each.unique)) {
      const parts: Array<{ name: string }> = await knex.raw(
        `pragma index_info('${index.name}')`,
      );
      unique.add(parts.map(part => part.name).join(', '));
    }
    schema.set(name, {
      columns,
      unique,
      indexes: new Set(indexes.map(index => index.name)),
    });
  }
  return schema;
}

/**
 * What keeps a replica that knows the tables as they were from reading and writing them as they are: one sentence for each. It
 * reads and writes the columns it knows, and no other.
 */
export function breakages(before: Schema, after: Schema): string[] {
  return [...before].flatMap(([table, was]) => {
    const is = after.get(table);
    if (!is) {
      return [`${table} is gone`];
    }
    const known = [...was.columns].flatMap(([name, column]) => {
      const now = is.columns.get(name);
      if (!now) {
        return [`${table}.${name} is gone`];
      }
      return [
        ...(now.type === column.type
          ? []
          : [`${table}.${name} was ${column.type}, and is ${now.type}`]),
        ...(column.nullable && !now.nullable
          ? [`${table}.${name} may not be empty any more`]
          : []),
        ...(column.hasDefault && !now.hasDefault
          ? [`${table}.${name} has no default any more`]
          : []),
      ];
    });
    const added = [...is.columns]
      .filter(([name]) => !was.columns.has(name))
      .filter(([, column]) => !column.nullable && !column.hasDefault)
      .map(([name]) => `${table}.${name} must be given, and is not known`);
    const unique = [...is.unique]
      .filter(columns => !was.unique.has(columns))
      .map(columns => `${table} must be unique by ${columns}`);
    return [...known, ...added, ...unique];
  });
}

/** The tables that were there, and are another now, or gone. */
export function changedTables(before: Schema, after: Schema): string[] {
  return [...before]
    .filter(([table, was]) => !isDeepStrictEqual(was, after.get(table)))
    .map(([table]) => table);
}
