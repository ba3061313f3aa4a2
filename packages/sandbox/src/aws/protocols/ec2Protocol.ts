import type { Protocol } from './Protocol';
import { readForm } from './queryProtocol';
import { writeXml } from './xml';

const headers = { 'content-type': 'text/xml;charset=UTF-8' };

/** EC2's dialect of the query protocol: no result element, and names in lower case, which its service writes itself. */
export const ec2Protocol: Protocol = {
  words: {
    AccessDenied: { code: 'UnauthorizedOperation', status: 403 },
    InvalidClientTokenId: { code: 'AuthFailure', status: 403 },
    ExpiredToken: { code: 'RequestExpired', status: 400 },
    Throttling: { code: 'RequestLimitExceeded', status: 503 },
  },
  read: readForm,
  write: ({ operation, requestId, output }) => ({
    status: 200,
    headers,
    body: writeXml({
      [`${operation}Response`]: {
        '@xmlns': 'http://ec2.amazonaws.com/doc/2016-11-15/',
        requestId,
        ...output,
      },
    }),
  }),
  writeError: (error, requestId) => ({
    status: error.status,
    headers,
    body: writeXml({
      Response: {
        Errors: { Error: { Code: error.code, Message: error.message } },
        RequestID: requestId,
      },
    }),
  }),
};
