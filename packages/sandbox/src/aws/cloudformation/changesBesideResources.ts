import { sameJson, type Json } from '../resources/Json';
import type { ParameterValue, Stack, StackTarget } from './model';
import type { Template } from './Template';

type Outputs = Template['outputs'];

/** Whether something differs beside resources that is worth an execution: outputs, tags, notifications. */
export function changesBesideResources(
  stack: Stack,
  target: StackTarget,
  outputs: { before: Outputs | undefined; after: Outputs },
): boolean {
  return (
    !sameTags(stack, target) ||
    !sameJson(stack.notificationArns, target.notificationArns) ||
    !sameJson(asJson(outputs.before ?? {}), asJson(outputs.after))
  );
}

/** The parameters whose values differ, by name. */
export function changedKeys(
  before: ParameterValue[],
  after: ParameterValue[],
): Set<string> {
  const value = (list: ParameterValue[], key: string) => {
    const found = list.find(item => item.key === key);
    return found && `${found.value}\n${found.resolved ?? ''}`;
  };
  const keys = new Set([...before, ...after].map(item => item.key));
  return new Set(
    [...keys].filter(key => value(before, key) !== value(after, key)),
  );
}

function sameTags(stack: Stack, target: StackTarget): boolean {
  const asMap = (tags: { Key: string; Value: string }[]) =>
    Object.fromEntries(tags.map(tag => [tag.Key, tag.Value]));
  return sameJson(asMap(stack.tags), asMap(target.tags));
}

function asJson(outputs: Outputs): Json {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, output]) => [
      key,
      [
        output.value,
        output.description ?? null,
        output.condition ?? null,
        output.exportName ?? null,
      ],
    ]),
  );
}
