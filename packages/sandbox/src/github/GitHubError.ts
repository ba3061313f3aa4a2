/** One entry of the `errors` list in GitHub's 422 answers. */
export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

/** An error as GitHub's REST API answers it: status, message and, for 422, what is wrong with which field. */
export class GitHubError extends Error {
  readonly status: number;
  readonly errors: readonly (FieldError | string)[] | undefined;
  /** Headers of the answer beside those that all have. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the answer sends the reader; GitHub's REST documentation without it. */
  readonly documentation: string | undefined;

  constructor(
    status: number,
    message: string,
    errors?: readonly (FieldError | string)[],
    more: { headers?: Record<string, string>; documentation?: string } = {},
  ) {
    super(message);
    this.name = 'GitHubError';
    this.status = status;
    this.errors = errors;
    this.headers = more.headers ?? {};
    this.documentation = more.documentation;
  }

  /** 404, which GitHub also answers where the caller may not know that something exists. */
  static notFound(): GitHubError {
    return new GitHubError(404, 'Not Found');
  }

  /** 422 for a field. */
  static invalid(
    resource: string,
    field: string,
    message: string,
  ): GitHubError {
    return new GitHubError(422, 'Validation Failed', [
      { resource, field, code: 'custom', message },
    ]);
  }

  /** 422 for a field that must be given. */
  static missing(resource: string, field: string): GitHubError {
    return new GitHubError(422, 'Validation Failed', [
      { resource, field, code: 'missing_field' },
    ]);
  }
}
