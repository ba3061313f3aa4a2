import { execFileSync } from 'node:child_process';
import { chownSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connected } from './query.mjs';

/**
 * Copies the data of a PostgreSQL that goes on working, as `pg_basebackup` does: what it holds is what the server held when the copy was
 * done.
 *
 * @param server - as `startPostgres` answers it
 * @param folder - the folder to make
 */
export function backUp({ url, data }, folder) {
  return connected(url, 'postgres', async client => {
    await client.query("select pg_backup_start('backup', true)");
    execFileSync('cp', ['-a', data, folder]);
    const { rows } = await client.query(
      'select labelfile from pg_backup_stop(false)',
    );
    const label = path.join(folder, 'backup_label');
    writeFileSync(label, rows[0].labelfile);
    // The server, which may run as another user, takes it away once it has started.
    const { uid, gid } = statSync(folder);
    chownSync(label, uid, gid);
    rmSync(path.join(folder, 'postmaster.pid'));
    // What was written meanwhile, from the beginning of the copy to its end.
    rmSync(path.join(folder, 'pg_wal'), { recursive: true });
    execFileSync('cp', ['-a', path.join(data, 'pg_wal'), folder]);
  });
}
