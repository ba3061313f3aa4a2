import { refusalInWords } from './refusalInWords';

const answer = (status: string, body: string) =>
  new Error(`Backend request failed, ${status} ${body}`);

it.each([
  [
    answer(
      '403 Forbidden',
      '{"error":{"name":"NotAllowedError","message":"You may not ask for production"},"response":{"statusCode":403}}',
    ),
    'You may not ask for production',
  ],
  [
    answer(
      '400 Bad Request',
      '{"errors":[{"stack":"name must be short"},{"message":"is needed"}]}',
    ),
    'name must be short. is needed',
  ],
  [answer('403 Forbidden', ''), 'You are not allowed to ask for this.'],
  [
    answer('502 Bad Gateway', '<html>nginx {</html>'),
    'The portal answered with the status 502.',
  ],
  [new TypeError('Failed to fetch'), 'The portal could not be reached.'],
])('says in a sentence why a form was not taken: %s', (error, sentence) => {
  expect(refusalInWords(error)).toBe(sentence);
});
