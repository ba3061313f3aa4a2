import type { BlueprintStack, DataStore } from '../../base/BlueprintStack';

/** States how data stores survive: in the template's metadata for the portal, and as outputs for people. */
export function publishRecovery<P extends object>(
  stack: BlueprintStack<P>,
  ...stores: DataStore[]
): void {
  stack.stateRecovery(...stores);
  for (const { name, event, rpoMinutes, rtoMinutes, basis } of stores) {
    stack.publish(
      `Recovery${capitalize(name)}${capitalize(event)}`,
      `RPO ${rpoMinutes} min, RTO ${rtoMinutes} min: ${basis}`,
      `Recovery of ${name} after the loss of: ${event}`,
    );
  }
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
