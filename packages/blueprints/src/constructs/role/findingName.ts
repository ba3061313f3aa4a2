import type { Stack } from 'aws-cdk-lib/core';

/** Writes a text with references as cdk-nag names it in findings: `<LogicalId.Attribute>` inside of the text. */
export function findingName(stack: Stack, text: string): string {
  return flatten(stack.resolve(text));
}

function flatten(node: unknown): string {
  if (typeof node === 'string') {
    return node;
  }
  const [[name, value]] = Object.entries(node as Record<string, unknown>);
  switch (name) {
    case 'Fn::Join': {
      const [delimiter, items] = value as [string, unknown[]];
      return items.map(flatten).join(delimiter);
    }
    case 'Fn::GetAtt':
      return `<${(value as string[]).join('.')}>`;
    case 'Fn::ImportValue':
      return flatten(value);
    case 'Ref':
      return `<${String(value)}>`;
    default:
      return JSON.stringify(node);
  }
}
