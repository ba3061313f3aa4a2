import type { CollectionTag, ScalarTag } from 'yaml';

const functionNames = [
  'Base64',
  'Cidr',
  'FindInMap',
  'GetAZs',
  'ImportValue',
  'Join',
  'Select',
  'Split',
  'Sub',
  'Transform',
  'And',
  'Equals',
  'If',
  'Not',
  'Or',
  'Length',
  'ToJsonString',
];

function longName(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** YAML's tags for intrinsic functions: `!Ref X` reads as `{ Ref: 'X' }`. */
export const intrinsicTags = [
  ...functionNames,
  'Ref',
  'Condition',
  'GetAtt',
].flatMap((name): (ScalarTag | CollectionTag)[] => [
  {
    tag: `!${name}`,
    resolve: (text: string) =>
      name === 'GetAtt'
        ? {
            'Fn::GetAtt': [
              text.split('.')[0],
              text.split('.').slice(1).join('.'),
            ],
          }
        : { [longName(name)]: text },
  },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: node => ({ [longName(name)]: node }),
  },
  {
    tag: `!${name}`,
    collection: 'map',
    resolve: node => ({ [longName(name)]: node }),
  },
]);
