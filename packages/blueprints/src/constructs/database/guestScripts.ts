/*
 * A guest is a database in the server of another environment, with a user of its own. The shell scripts below make and drop it, as
 * the administrator; the first runs in the guest's tasks before their service, the second in the account of the server when the
 * guest's stack is gone.
 *
 * - The database belongs to the administrator and says in its comment which stack it is of. Nothing is dropped that does not say so:
 *   not the databases of the server's own environment, and not a newer guest of the same name.
 * - The user signs in by password, and not by IAM: who made a member of `rds_iam` may be one by it, and RDS lets the administrator in
 *   by password no more then.
 * - `\password` makes the verifier of the password on the client's side. No statement holds the password, so that no log of the
 *   server, which has slow statements and those that fail, can hold it.
 * - Tasks start at the same time, so that what another one has just made counts as made.
 */

/** What the scripts run in: PostgreSQL's own image, whose client speaks to all servers up to its version. */
export const GUEST_IMAGE =
  'public.ecr.aws/docker/library/postgres:18.1-bookworm';

/** Connections that a guest may have at a time, so that it cannot take those of its host. */
const CONNECTIONS = 40;

const CONNECT = `set -eu
umask 077
# The one place of the container that can be written.
PGSSLROOTCERT="\${TMPDIR:-/dev/shm}/authority.pem"
printf '%s\\n' "$AUTHORITY" > "$PGSSLROOTCERT"
export PGSSLROOTCERT PGSSLMODE=verify-full PGCONNECT_TIMEOUT=30
sql() { psql -X -q -v ON_ERROR_STOP=1 "$@" < /dev/null; }
has() { [ "$(sql -At -c "$1")" = 1 ]; }
case "$STACK" in
  arn:*[!A-Za-z0-9:/_-]*) exit 64 ;;
  arn:*:cloudformation:*:stack/*) ;;
  *) exit 64 ;;
esac
`;

const OF = `FROM pg_database JOIN pg_shdescription ON objoid = pg_database.oid AND classoid = 'pg_database'::regclass
  WHERE description LIKE 'arn:%:cloudformation:%:stack/%'`;

/** Makes the database and the user `GUEST` for the stack `STACK`, with the password `GUEST_PASSWORD`. */
export const MAKE_GUEST = `${CONNECT}
case "$GUEST" in
  guest_*[!a-z0-9_]*) exit 64 ;;
  guest_*) ;;
  *) exit 64 ;;
esac
ensure() { has "$1" || sql -c "$2" || has "$1"; }
# One of the name that an earlier stack left behind has the data of that one.
if has "SELECT 1 ${OF} AND datname = '$GUEST' AND description <> '$STACK'"; then
  sql -c "DROP DATABASE \\"$GUEST\\" WITH (FORCE)"
fi
ensure "SELECT 1 FROM pg_roles WHERE rolname = '$GUEST'" "CREATE ROLE \\"$GUEST\\" LOGIN CONNECTION LIMIT ${CONNECTIONS}"
printf '%s\\n%s\\n' "$GUEST_PASSWORD" "$GUEST_PASSWORD" | psql -X -q -v ON_ERROR_STOP=1 -c "\\password $GUEST" > /dev/null
ensure "SELECT 1 FROM pg_database WHERE datname = '$GUEST'" "CREATE DATABASE \\"$GUEST\\""
sql -c "COMMENT ON DATABASE \\"$GUEST\\" IS '$STACK'"
sql -c "REVOKE ALL ON DATABASE \\"$GUEST\\" FROM PUBLIC"
sql -c "GRANT ALL ON DATABASE \\"$GUEST\\" TO \\"$GUEST\\""
sql -d "$GUEST" -c "GRANT ALL ON SCHEMA public TO \\"$GUEST\\""
echo "$GUEST is there"
`;

/** Drops the databases of the stack `STACK`, and their users; none where it had none. */
export const DROP_GUEST = `${CONNECT}
guests=$(sql -At -c "SELECT datname ${OF} AND description = '$STACK' AND datname LIKE 'guest\\_%'")
for guest in $guests; do
  sql -c "DROP DATABASE \\"$guest\\" WITH (FORCE)"
  sql -c "DROP ROLE IF EXISTS \\"$guest\\""
  echo "$guest is gone"
done
`;
