/** The HTTP status of an error that Octokit threw. */
export function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'status' in error
    ? Number(error.status)
    : undefined;
}

/** True for GitHub's answer that a thing does not exist. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** The headers of the answer that an error of Octokit is about, by names in lower case. */
export function headersOf(error: unknown): Record<string, string | undefined> {
  const { response } = (error ?? {}) as {
    response?: { headers?: Record<string, string> };
  };
  return response?.headers ?? {};
}
