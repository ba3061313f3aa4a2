import type { SandboxClock } from '../../../clock';
import type { Faults } from '../../Faults';
import type { CloudFormationStore } from '../CloudFormationStore';
import type { Operation, Stack, StackResource } from '../model';
import type { PhysicalResources } from '../PhysicalResources';
import type { ResourceSpecification } from '../resources/ResourceSpecification';
import { simulatedDuration } from '../resources/simulatedDuration';
import type { Scopes } from '../Scopes';

/** What operations work with. */
export interface OperationParts {
  clock: SandboxClock;
  store: CloudFormationStore;
  scopes: Scopes;
  faults: Faults;
  specification: ResourceSpecification;
  physical: PhysicalResources;
  /** Milliseconds per resource while the clock runs. */
  latency: number;
  /** Rejects with {@link Stopped} when the sandbox closes. */
  sleep(milliseconds: number): Promise<void>;
}

/**
 * One operation on one stack, while it is carried out. Every step is recorded before the next begins, so that an operation
 * that was cut off can be run again and continues.
 */
export class OperationRun {
  constructor(
    readonly parts: OperationParts,
    readonly stack: Stack,
    readonly operation: Operation,
  ) {}

  /** Whether no further resource is to be touched on the way forward. */
  get halted(): boolean {
    return (
      this.operation.failed.length > 0 || this.operation.cancelled === true
    );
  }

  /** Moves the stack to a status. */
  setStatus(status: string, reason?: string): void {
    const { token } = this.operation;
    this.parts.store.setStackStatus(this.stack, status, reason, token);
  }

  /** Moves a resource to a status. */
  setResourceStatus(
    resource: StackResource,
    status: string,
    options: { reason?: string; properties?: string } = {},
  ): void {
    const { token } = this.operation;
    this.parts.store.setResourceStatus(this.stack, resource, status, {
      ...options,
      token,
    });
  }

  /** Goes over to another phase. */
  enter(phase: Operation['phase']): void {
    this.operation.phase = phase;
    this.save();
  }

  save(): void {
    this.parts.store.operations.put(this.stack.id, this.operation);
  }

  /** Brings the stack to a final status: there is nothing to go on with. */
  finish(status: string, reason?: string): void {
    this.setStatus(status, reason);
    this.parts.store.operations.delete(this.stack.id);
  }

  /** Lets a share of the time pass that a resource of the type takes. */
  async pause(type: string, share: number): Promise<void> {
    const { clock, latency } = this.parts;
    if (clock.frozen) {
      clock.advance(simulatedDuration(type) * share);
    } else if (latency > 0) {
      await this.parts.sleep(latency * share);
    }
  }
}
