/** What went wrong, in the words of whoever refused: the API's own message where there is one. */
export function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
