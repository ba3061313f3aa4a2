import type { DriftSummary } from '@plinth/plugin-environments-common';
import type { PropertyDifference, ResourceDriftStatus } from './ResourceStore';

/** What drift detection found. */
export interface DriftReading {
  checkedAt: string;
  status: DriftSummary['status'];
  resources: Array<{
    logicalId: string;
    drift: ResourceDriftStatus;
    differences: PropertyDifference[];
  }>;
}

/** Drift detection: what runs, and what it found. It is read with the stacks and their resources. */
export interface DriftStore {
  /** Asks for a check that is begun after a time, before the last one grows old. */
  wantDrift(stackIds: readonly string[], after: Date): Promise<void>;
  /** Records that drift detection was started. */
  driftRequested(
    stackId: string,
    options: { detectionId: string; at: Date },
  ): Promise<void>;
  /** Records what drift detection found. */
  setDrift(stackId: string, reading: DriftReading): Promise<void>;
  /** Forgets a detection that failed or that CloudFormation no longer knows. */
  clearDriftRequest(stackId: string): Promise<void>;
  /**
   * Records why drift could not be checked; what was found before stays.
   *
   * @param options.refusedAt - when CloudFormation refused to start a detection; not for one whose outcome may still be read
   */
  driftNotChecked(
    stackId: string,
    options: { reason: string; refusedAt?: Date },
  ): Promise<void>;
}
