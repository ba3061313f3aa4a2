import assert from 'node:assert/strict';

/** The token of who looks at a portal from outside, in `backend.auth.externalAccess`. */
export const TOKEN = 'a-token-of-the-test-alone';

/** Asks a portal as who holds the token; any answer but 200 fails. */
export async function ask(address, route) {
  const answer = await fetch(`${address}${route}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  assert.equal(answer.status, 200, `${route}: ${await answer.clone().text()}`);
  return answer;
}

/** The entities of a portal's catalog that a filter lets through. */
export async function entities(address, filter) {
  const answer = await ask(
    address,
    `/api/catalog/entities/by-query?limit=200&filter=${filter}`,
  );
  return (await answer.json()).items;
}
