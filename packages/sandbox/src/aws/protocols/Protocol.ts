import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from './AwsError';

/** A request, with its whole body. */
export interface AwsRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An answer over HTTP. */
export type AwsResponse = {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
};

/** What a request asks. */
export interface Asked {
  operation: string;
  input: Record<string, unknown>;
  /** Bytes beside the parameters. */
  body?: Buffer;
}

/** A wire protocol: it reads requests, and writes answers and errors. */
export interface Protocol {
  /**
   * Codes, statuses and messages that this protocol has for errors which every service may answer. They are thrown with
   * the query protocol's codes.
   */
  readonly words: Record<
    string,
    { code: string; status: number; message?: string } | undefined
  >;
  read(request: AwsRequest): Asked;
  write(answer: {
    operation: string;
    requestId: string;
    output: Record<string, unknown>;
  }): AwsResponse;
  writeError(error: AwsError, requestId: string): AwsResponse;
}
