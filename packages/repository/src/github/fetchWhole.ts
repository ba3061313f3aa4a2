/** GitHub itself gives up after ten seconds. */
const TIMEOUT_MILLISECONDS = 30_000;

/** What has no body, by the standard of fetch. */
const WITHOUT_BODY = [101, 103, 204, 205, 304];

/**
 * Fetches a response with its body, within half a minute. Octokit takes a body that breaks off for an empty one, and an empty list for the end
 * of all pages; here a broken answer is an error like any other.
 *
 * @throws DOMException named AbortError when there was no whole answer in time
 */
export const fetchWhole: typeof fetch = async (input, init) => {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    const response = await fetch(input, { ...init, signal });
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(WITHOUT_BODY.includes(status) ? null : body, {
      status,
      statusText,
      headers,
    });
  } catch (error) {
    // By this name Octokit knows that it shall not try again: who waited that long is told
    throw signal.aborted
      ? new DOMException('there was no answer in time', 'AbortError')
      : error;
  }
};
