import { GitHubError } from '../GitHubError';
import type { Answer } from './Answer';

const DOCUMENTATION = 'https://docs.github.com/rest';

/** The answer that an error becomes. What is not GitHub's own error is a 500, and is logged. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof GitHubError) {
    return {
      status: error.status,
      headers: error.headers,
      body: {
        message: error.message,
        ...(error.errors ? { errors: error.errors } : {}),
        documentation_url: error.documentation ?? DOCUMENTATION,
        status: String(error.status),
      },
    };
  }
  console.error('GitHub sandbox:', error);
  return {
    status: 500,
    body: {
      message: `The sandbox failed: ${error instanceof Error ? error.message : String(error)}`,
      documentation_url: DOCUMENTATION,
      status: '500',
    },
  };
}
