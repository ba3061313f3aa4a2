/** Who approved a change so that it counts: one rule for the pipeline and for the portal. */
export type {
  Account,
  ApprovalFacts,
  OwnerRule,
  PlanRecord,
  Review,
} from './ApprovalFacts';
export { countApprovals, isSame as isSameAccount } from './countApprovals';
export type { Approvals, RefusedApproval } from './countApprovals';
