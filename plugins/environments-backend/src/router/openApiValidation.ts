import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { ErrorRequestHandler, RequestHandler } from 'express';
import { middleware } from 'express-openapi-validator';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

function readSpec() {
  return parse(
    readFileSync(
      resolvePackagePath(
        '@plinth/plugin-environments-backend',
        'src/schema/openapi.yaml',
      ),
      'utf8',
    ),
  );
}

/** Turns what the validator found into the error that Backstage answers with 400. */
const explain: ErrorRequestHandler = (error, _req, _res, next) => {
  next(error.status === 400 ? new InputError(error.message) : error);
};

/** What the document says, compiled: it is the same for every router of a process, and takes longer than all else that starts one. */
const VALIDATION = middleware({
  apiSpec: readSpec(),
  // The document is valid: that is tested, and not asked again at every start.
  validateApiSpec: false,
  validateRequests: { allowUnknownQueryParameters: false },
  validateResponses: false,
  validateSecurity: false,
  validateFormats: true,
  ignoreUndocumented: true,
  useRequestUrl: true,
});

/** Checks parameters and bodies against the OpenAPI document, and converts query parameters to its types. */
export function openApiValidation(): Array<
  RequestHandler | ErrorRequestHandler
> {
  return [...VALIDATION, explain];
}
