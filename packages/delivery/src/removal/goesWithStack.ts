import type { TemplateResource } from '../synth/Assembly';

/** Deletion policies under which CloudFormation deletes a resource with its stack; one that is computed is not among them. */
const GOING: readonly unknown[] = [undefined, 'Delete', 'Snapshot'];

/** Whether a resource surely goes when its stack does; of some a snapshot is left. */
export function goesWithStack({ DeletionPolicy }: TemplateResource): boolean {
  return GOING.includes(DeletionPolicy);
}
