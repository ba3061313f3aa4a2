import { Masker } from './Masker';
import { parseCommandFile } from './parseCommandFile';
import { parseWorkflowCommand } from './workflowCommand';

describe('parseWorkflowCommand', () => {
  it('reads name, properties and message, and undoes their escapes', () => {
    expect(
      parseWorkflowCommand(
        '::error file=a%3Ab.ts,line=3,title=One%2C two::100%25%0Asure: yes::no',
      ),
    ).toEqual({
      name: 'error',
      properties: { file: 'a:b.ts', line: '3', title: 'One, two' },
      message: '100%\nsure: yes::no',
    });
    expect(parseWorkflowCommand('::notice::done')).toEqual({
      name: 'notice',
      properties: {},
      message: 'done',
    });
  });

  it.each(['plain', 'a ::error::no', '::', 'std::vector::size', ':: x::y'])(
    'takes %j as output',
    line => {
      expect(parseWorkflowCommand(line)).toBeUndefined();
    },
  );
});

describe('parseCommandFile', () => {
  it('reads lines and blocks', () => {
    const source = 'a=1\nb=x=y\n\ntext<<E1\none\n\nE=two\nE1\nempty=\n';
    expect([...parseCommandFile(source)]).toEqual([
      ['a', '1'],
      ['b', 'x=y'],
      ['text', 'one\n\nE=two'],
      ['empty', ''],
    ]);
  });

  it.each([
    ['no sign', "Invalid format 'no sign'"],
    ['a<<END\nb', `Matching delimiter not found 'END' for "a"`],
  ])('refuses %j', (source, message) => {
    expect(() => parseCommandFile(source)).toThrow(message);
  });
});

describe('Masker', () => {
  it('hides each line of a secret, longer secrets first', () => {
    const masker = new Masker();
    masker.add('abc');
    masker.add('abcdef\nsecond line\n');
    masker.add('');
    expect(masker.mask('abcdef abc x second line')).toBe('*** *** x ***');
    expect(masker.hides('no')).toBe(false);
    expect(masker.hides('xabcx')).toBe(true);
  });
});
