import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DROP_GUEST, MAKE_GUEST } from './guestScripts';

/** Its package has no types. */
interface Connection {
  connect(): Promise<void>;
  query<Row = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Row[] }>;
  end(): Promise<void>;
}

const { Client } = require('pg') as {
  Client: new (options: object) => Connection;
};

const GUEST = 'guest_claims_pr_1';
const PASSWORD = 'kept-out-of-every-statement';
const stack = (id: string) =>
  `arn:aws:cloudformation:us-east-1:111122223333:stack/claims-pr-1/${id}`;

/**
 * Stands in for `psql`, with what the scripts use of it: it runs commands one by one on the server of the tests, writes each into
 * the file `STATEMENTS`, and makes a verifier of a password that it is told twice.
 */
const PSQL = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const { createHash, createHmac, pbkdf2Sync, randomBytes } = require('node:crypto');
const { Client } = require(${JSON.stringify(require.resolve('pg'))});
const words = process.argv.slice(2);
const all = flag => words.flatMap((word, i) => (word === flag ? [words[i + 1]] : []));
function verifier(password) {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const mac = text => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(mac('Client Key')).digest('base64');
  return 'SCRAM-SHA-256$4096:' + salt.toString('base64') + '$' + stored + ':' + mac('Server Key').toString('base64');
}
(async () => {
  const client = new Client({ ssl: false, ...(all('-d')[0] && { database: all('-d')[0] }) });
  await client.connect();
  for (const command of all('-c')) {
    const [, role] = /^.password (\\w+)$/.exec(command) ?? [];
    const [once, again] = role ? readFileSync(0, 'utf8').split('\\n') : [];
    if (once !== again) throw new Error('the passwords differ');
    const text = role ? 'ALTER USER "' + role + '" PASSWORD ' + "'" + verifier(once) + "'" : command;
    appendFileSync(process.env.STATEMENTS, text + '\\n');
    const { rows } = await client.query({ text, rowMode: 'array' });
    rows.forEach(row => console.log(row.join('|')));
  }
  await client.end();
})().catch(error => { console.error(error.message); process.exit(1); });
`;

/** The shell scripts, by a real shell on a real server; its administrator is none of its superusers, as with RDS. */
describe('the scripts of databases in the server of another environment', () => {
  const url = new URL(process.env.PLINTH_TEST_POSTGRES_URL ?? '');
  const folder = mkdtempSync(path.join(tmpdir(), 'plinth-guests-'));
  const statements = path.join(folder, 'statements');
  const administrator = { user: 'guests_admin', password: 'administrator' };
  let owner: Connection;

  beforeAll(async () => {
    writeFileSync(path.join(folder, 'psql'), PSQL);
    chmodSync(path.join(folder, 'psql'), 0o755);
    owner = new Client({ connectionString: url.href });
    await owner.connect();
    await owner.query(
      `CREATE ROLE ${administrator.user} LOGIN CREATEROLE CREATEDB PASSWORD '${administrator.password}'`,
    );
    await owner.query(
      `CREATE DATABASE guests_host OWNER ${administrator.user}`,
    );
  });
  afterAll(async () => {
    await owner.query('DROP DATABASE guests_host');
    await owner.query(`DROP ROLE ${administrator.user}`);
    await owner.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (script: string, env: Record<string, string>) =>
    new Promise<{ code: number; out: string }>(resolve => {
      const child = execFile(
        'sh',
        ['-c', script],
        {
          env: {
            PATH: `${folder}:${process.env.PATH}`,
            PGHOST: url.hostname,
            PGPORT: url.port,
            PGUSER: administrator.user,
            PGPASSWORD: administrator.password,
            PGDATABASE: 'postgres',
            STATEMENTS: statements,
            TMPDIR: folder,
            AUTHORITY: 'the certificate of an authority',
            ...env,
          },
        },
        (_, stdout, stderr) =>
          resolve({ code: child.exitCode ?? -1, out: stdout + stderr }),
      );
    });
  const make = (id: string, env: Record<string, string> = {}) =>
    run(MAKE_GUEST, {
      GUEST,
      GUEST_PASSWORD: PASSWORD,
      STACK: stack(id),
      ...env,
    });
  const drop = (id: string, env: Record<string, string> = {}) =>
    run(DROP_GUEST, { STACK: stack(id), ...env });
  const databases = async () =>
    (
      await owner.query<{ datname: string }>(
        `SELECT datname FROM pg_database WHERE datname LIKE 'guest%' ORDER BY datname`,
      )
    ).rows.map(({ datname }) => datname);
  /** What somebody may do who signs in as the guest. */
  const asGuest = async (database: string, sql: string) => {
    const client = new Client({
      host: url.hostname,
      port: Number(url.port),
      user: GUEST,
      password: PASSWORD,
      database,
    });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('make a database that is the guest’s alone, again and at the same time', async () => {
    expect(await make('one')).toMatchObject({ code: 0 });
    await asGuest(GUEST, 'CREATE TABLE claims (id int)');
    const both = await Promise.all([make('one'), make('one')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await asGuest(GUEST, 'SELECT * FROM claims')).toEqual([]);
    await expect(
      asGuest('guests_host', 'CREATE TABLE claims (id int)'),
    ).rejects.toThrow(/permission denied/);
    const { rows } = await owner.query(
      'SELECT 1 FROM pg_auth_members WHERE member = $1::regrole',
      [GUEST],
    );
    expect(rows).toEqual([]);
  });

  it('begin anew where an earlier preview of the name left its data, which goes with its own stack alone', async () => {
    expect(await make('two')).toMatchObject({ code: 0 });
    await expect(asGuest(GUEST, 'SELECT * FROM claims')).rejects.toThrow(
      /does not exist/,
    );
    expect(await drop('one')).toEqual({ code: 0, out: '' });
    expect(await databases()).toEqual([GUEST, 'guests_host']);
    expect(await drop('two')).toMatchObject({ code: 0 });
    expect(await databases()).toEqual(['guests_host']);
    const { rows } = await owner.query(
      'SELECT 1 FROM pg_roles WHERE rolname = $1',
      [GUEST],
    );
    expect(rows).toEqual([]);
  });

  it('refuse names that are no guest’s, and what is no stack, before they ask the server', async () => {
    for (const refused of [
      await make('one', { GUEST: 'guests_host"; DROP' }),
      await make('one', { GUEST: 'postgres' }),
      await make("one' OR true --"),
      await drop("one' OR true --"),
      await drop('', { STACK: '%' }),
    ]) {
      expect(refused).toEqual({ code: 64, out: '' });
    }
    expect(await databases()).toEqual(['guests_host']);
  });

  it('fail where the server lets nobody in, so that somebody is told', async () => {
    for (const failed of [
      await make('one', { PGPASSWORD: 'wrong' }),
      await drop('one', { PGPASSWORD: 'wrong' }),
    ]) {
      expect(failed.code).not.toBe(0);
    }
  });

  it('have the password in no statement', async () => {
    const text = readFileSync(statements, 'utf8');
    expect(text).toContain("PASSWORD 'SCRAM-SHA-256$");
    expect(text).not.toContain(PASSWORD);
  });
});
