/** Kinds of notifications: the topics that people switch off one by one. */
type ThingKind =
  | 'plan-ready'
  | 'plan-failed'
  | 'review-asked'
  | 'approved'
  | 'deployed'
  | 'failed'
  | 'drift'
  | 'budget'
  | 'preview-ends';

/** Something that people are told once. */
export interface Thing {
  /** Names it among all things, for good. */
  key: string;
  kind: ThingKind;
  /** When it happened, ISO 8601; what happened long ago is no news. Undefined for a state that is so now. */
  at?: string;
  /** Entity references of people and groups. */
  recipients: string[];
  title: string;
  description?: string;
  /** In the portal. */
  link: string;
  severity: 'high' | 'low' | 'normal';
}
