import { expandMatrix } from './expandMatrix';

describe('expandMatrix', () => {
  it('makes the product of the axes without what is excluded', () => {
    expect(
      expandMatrix({
        os: ['a', 'b'],
        node: [20, 22],
        exclude: [{ os: 'a', node: 20 }],
      }),
    ).toEqual([
      { os: 'a', node: 22 },
      { os: 'b', node: 20 },
      { os: 'b', node: 22 },
    ]);
  });

  it("extends and adds combinations as GitHub's documentation shows", () => {
    expect(
      expandMatrix({
        fruit: ['apple', 'pear'],
        animal: ['cat', 'dog'],
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      }),
    ).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });

  it('takes combinations from include alone', () => {
    expect(expandMatrix({ include: [{ a: 1 }, { a: 2 }] })).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
  });
});
