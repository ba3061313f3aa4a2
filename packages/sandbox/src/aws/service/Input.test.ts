import { Input } from './Input';

const codes = { invalidParameter: 'ValidationException' };

function input(parameters: Record<string, unknown>): Input {
  return new Input({ operation: 'PutThing', input: parameters }, codes);
}

describe('Input', () => {
  it.each<[string, (given: Input) => unknown, unknown]>([
    ['a text', given => given.text('Text'), 'a'],
    ['an empty text', given => given.optionalText('Empty'), undefined],
    ['a number written as text', given => given.optionalNumber('N', 1, 9), 7],
    [
      'a default',
      given => given.number('M', { default: 5, min: 1, max: 9 }),
      5,
    ],
    ['a flag written as text', given => given.flag('Yes'), true],
    ['a flag that is not given', given => given.flag('No'), false],
    ['a word', given => given.choice('Text', ['a', 'b']), 'a'],
    [
      'seconds',
      given => given.moment('At')?.toISOString(),
      '1970-01-01T00:01:00.000Z',
    ],
    ['the query protocol’s empty list', given => given.texts('Empty'), []],
    ['tags', given => given.tags(), [{ Key: 'k', Value: '' }]],
    ['a map', given => given.map('Map'), { k: '1' }],
  ])('reads %s', (_, read, value) => {
    const given = input({
      Text: 'a',
      Empty: '',
      N: '7',
      Yes: 'true',
      At: 60,
      Tags: [{ Key: 'k' }],
      Map: { k: 1 },
    });
    expect(read(given)).toEqual(value);
  });

  it.each<[string, (given: Input) => unknown, RegExp]>([
    ['a text that is missing', given => given.text('No'), /Value null at 'no'/],
    ['a text that is a list', given => given.text('List'), /must be a string/],
    [
      'a number out of limits',
      given => given.optionalNumber('N', 1, 6),
      /from 1 to 6/,
    ],
    ['another word', given => given.choice('Text', ['b']), /must be one of b/],
    ['a flag that says nothing', given => given.flag('Text'), /true or false/],
    [
      'a list of texts as structures',
      given => given.inputs('List'),
      /must be a structure/,
    ],
    ['a text as a list', given => given.texts('Text'), /must be a list/],
    ['a text as a moment', given => given.moment('Text'), /not a timestamp/],
  ])('refuses %s', (_, read, message) => {
    const given = input({ Text: 'a', N: 7, List: ['x'] });
    expect(() => read(given)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('refuses by name what nobody has read, however deep', () => {
    const given = input({
      Name: 'a',
      Targets: [{ Id: '1' }, { Id: '2', RetryPolicy: {} }],
    });
    given.text('Name');
    expect(() => given.end()).toThrow(
      'The sandbox does not implement Targets of PutThing',
    );
    const other = input({
      Targets: [{ Id: '1' }, { Id: '2', RetryPolicy: {} }],
    });
    other.inputs('Targets').forEach(target => target.text('Id'));
    expect(() => other.end()).toThrow(
      'The sandbox does not implement RetryPolicy of PutThing',
    );
  });

  it('binds a page’s token to everything else that is asked', () => {
    const items = ['a', 'b', 'c'];
    const ask = (parameters: Record<string, unknown>, region = 'us-east-1') =>
      new Input({ operation: 'List', region, input: parameters }, codes).page(
        items,
        { limit: 'MaxResults', default: 2, max: 3 },
      );
    const { nextToken } = ask({ Prefix: 'x' });
    expect(ask({ Prefix: 'x', NextToken: nextToken, MaxResults: 3 })).toEqual({
      items: ['c'],
      nextToken: undefined,
    });
    for (const other of [
      () => ask({ Prefix: 'y', NextToken: nextToken }),
      () => ask({ Prefix: 'x', NextToken: nextToken }, 'eu-west-1'),
      () => ask({ Prefix: 'x', NextToken: 'MQ' }),
    ]) {
      expect(other).toThrow(
        expect.objectContaining({ code: 'ValidationException' }),
      );
    }
  });
});
