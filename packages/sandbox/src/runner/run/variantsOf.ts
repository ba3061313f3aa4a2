import {
  Dictionary,
  resolve,
  Scope,
  Template,
  toText,
  Value,
} from '../expressions';
import { expandMatrix, Job } from '../workflow';

/** One combination of a job's matrix; a job without a matrix has one, which is empty. */
export interface Variant {
  readonly matrix: Dictionary;
  readonly strategy: Dictionary;
}

/** The variant of a job without a matrix. */
export const PLAIN: Variant = { matrix: {}, strategy: {} };

/** The variants of a job. Throws `Error` when the matrix yields none, or is no matrix. */
export function variantsOf(job: Job, scope: Scope): Variant[] {
  const { strategy } = job;
  if (!strategy) {
    return [PLAIN];
  }
  const matrix = resolveDeep(strategy.matrix, scope);
  if (typeof matrix !== 'object' || matrix === null || Array.isArray(matrix)) {
    throw new Error(`The matrix of job ${job.id} must be an object of lists`);
  }
  const combinations = expandMatrix(matrix as Dictionary);
  if (combinations.length === 0) {
    throw new Error(`The matrix of job ${job.id} has no combination`);
  }
  return combinations.map((combination, index) => ({
    matrix: combination,
    strategy: {
      'fail-fast': strategy.failFast,
      'job-index': index,
      'job-total': combinations.length,
      'max-parallel': strategy.maxParallel ?? combinations.length,
    },
  }));
}

/** The key under which a variant is kept: the job's id, with the values of the matrix. */
export function keyOf(job: Job, variant: Variant): string {
  const values = Object.values(variant.matrix).map(toText);
  return values.length > 0 ? `${job.id} (${values.join(', ')})` : job.id;
}

function resolveDeep(value: unknown, scope: Scope): Value {
  if (Array.isArray(value)) {
    return value.map(each => resolveDeep(each, scope));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        resolveDeep(each, scope),
      ]),
    );
  }
  return resolve(value as Template, scope);
}
