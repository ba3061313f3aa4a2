/** How an answer is told that holds no refusal of the portal's own: a page of something in between, or nothing at all. */
const NO_ANSWER = /^Request failed with status (\d{3})/;

/** Without an answer browsers say so in words of their own. */
const NO_CONNECTION = /^(Failed to fetch|NetworkError|Load failed)/;

const BY_STATUS: Record<string, string> = {
  401: 'You are signed out. Reload the page, and sign in again.',
  403: 'You may not see or do this. Ask whoever owns it.',
  404: 'The portal does not know what was asked for.',
  429: 'Too much was asked at once. Try again in a minute.',
};

/**
 * What went wrong, as a sentence for people: in the words of whoever refused, where there are some, and never a page, JSON or
 * the place in the code.
 */
export function reasonOf(error: Error): string {
  if (NO_CONNECTION.test(error.message)) {
    return 'The portal cannot be reached. Check the connection, then try again.';
  }
  const said =
    error.cause instanceof Error ? error.cause.message : error.message;
  const status = NO_ANSWER.exec(said)?.[1];
  if (status) {
    return (
      BY_STATUS[status] ??
      `The portal does not answer at the moment (${status}). Try again in a minute.`
    );
  }
  const [sentence] = said.split(/\n\s+at /);
  return sentence.trim() === '' || /^\s*[{[<]/.test(sentence)
    ? 'The portal gave no reason that can be read. Try again, and tell the platform team if it stays so.'
    : sentence.trim();
}
