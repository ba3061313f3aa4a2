import { fixed, HOURS_PER_MONTH, Rule, used } from '../Subject';

/** KMS keys. Each of the first two rotations adds as much again, which comes a year after the other and is left out. */
export const kmsKey: Rule = subject => [
  fixed('kms', 'key', 1, 'Customer managed key'),
  ...used('kms', 'requests', subject.usage('kmsRequests'), 'Requests'),
];

/** Secrets, and a replica in each further region. */
export const secret: Rule = subject => {
  const replicas = subject.list(1, 'ReplicaRegions').length;
  return [
    fixed(
      'secrets-manager',
      'secret',
      1 + replicas,
      replicas > 0 ? `Secret and ${replicas} replicas` : 'Secret',
    ),
  ];
};

/** Parameters: only the advanced tier costs, and the book has no price for it. */
export const ssmParameter: Rule = subject =>
  subject.text('Standard', 'Tier') === 'Advanced'
    ? [fixed('cloudwatch', 'ssm:advanced', 1, 'Advanced parameter')]
    : [];

/** Metric alarms: one charge for each metric they look at, three times that at high resolution. */
export const alarm: Rule = subject => {
  const period = subject.number(300, 'Period');
  const metrics = Math.max(
    1,
    subject
      .list(1, 'Metrics')
      .filter(
        item =>
          typeof item === 'object' && item !== null && 'MetricStat' in item,
      ).length,
  );
  return [
    fixed(
      'cloudwatch',
      period < 60 ? 'alarm:high-resolution' : 'alarm',
      metrics,
      'Alarm',
    ),
  ];
};

/** Composite alarms. */
export const compositeAlarm: Rule = () => [
  fixed('cloudwatch', 'alarm:composite', 1, 'Composite alarm'),
];

/** Dashboards. */
export const dashboard: Rule = () => [
  fixed('cloudwatch', 'dashboard', 1, 'Dashboard'),
];

/** Log groups by what they take in; a month of it stays stored, more with a longer retention. */
export const logGroup: Rule = subject => {
  const gb = subject.usage('logsIngestGb');
  const days = subject.number(365, 'RetentionInDays');
  return [
    ...used('cloudwatch', 'logs:ingest', gb, 'Logs taken in'),
    ...used(
      'cloudwatch',
      'logs:store',
      // Compressed to about 15 %, by AWS's own rule of thumb; steady state of the retention.
      gb * 0.15 * Math.min(days / 30, 12),
      'Logs stored',
    ),
  ];
};

/** Synthetic canaries: one run every five minutes. */
export const canary: Rule = () =>
  used('cloudwatch', 'canary', HOURS_PER_MONTH * 12, 'Canary runs');

/** Trails: the first copy of management events is free, data events are not. */
export const trail: Rule = subject => {
  const selectors = [
    ...subject.list(0, 'EventSelectors'),
    ...subject.list(0, 'AdvancedEventSelectors'),
  ];
  const data = JSON.stringify(selectors);
  return data.includes('DataResources') || data.includes('"Data"')
    ? used(
        'cloudtrail',
        'data-events',
        subject.usage('trailDataEvents'),
        'Data events',
      )
    : [];
};

/** GuardDuty detectors. */
export const detector: Rule = subject =>
  subject.flag(true, 'Enable')
    ? [
        ...used(
          'guardduty',
          'events',
          subject.usage('guardDutyEventMillions'),
          'Management events analysed',
        ),
        ...used(
          'guardduty',
          'logs',
          subject.usage('guardDutyLogsGb'),
          'Flow and DNS logs analysed',
        ),
      ]
    : [];

/** AWS Config recorders. */
export const configRecorder: Rule = subject =>
  used(
    'config',
    'item',
    subject.usage('configItems'),
    'Configuration items recorded',
  );

/** AWS Config rules. */
export const configRule: Rule = subject =>
  used(
    'config',
    'evaluation',
    subject.usage('configEvaluations'),
    'Rule evaluations',
  );

/** Web ACLs: the ACL, each of its rules, and requests. */
export const webAcl: Rule = subject => {
  const rules = subject.list(1, 'Rules').length;
  return [
    fixed('waf', 'acl', 1, 'Web ACL'),
    ...(rules > 0 ? [fixed('waf', 'rule', rules, `${rules} rules`)] : []),
    ...used(
      'waf',
      'requests',
      subject.usage('wafMillions'),
      'Requests inspected',
    ),
  ];
};

/** Shield Advanced protections: the subscription is the organisation's, once. */
export const shieldProtection: Rule = subject => {
  subject.hint(
    'Shield Advanced needs a subscription of $3,000 a month for the whole organisation; it is not in the sum',
  );
  return [];
};

/** Budgets; those without actions are free. */
export const budget: Rule = () => [
  fixed('budgets', 'budget', 1, 'Budget without actions'),
];

/** Budget actions, by the day. */
export const budgetAction: Rule = () => [
  fixed('budgets', 'action', HOURS_PER_MONTH / 24, 'Action-enabled budget'),
];

/** Prometheus workspaces. */
export const prometheusWorkspace: Rule = subject =>
  used(
    'prometheus',
    'samples',
    subject.usage('prometheusSamples'),
    'Metric samples taken in',
  );

/** Grafana workspaces. */
export const grafanaWorkspace: Rule = subject =>
  used('grafana', 'editor', subject.usage('grafanaEditors'), 'Editors');

/** Builds on the small Linux size. */
export const buildProject: Rule = subject =>
  used(
    'code-services',
    'small',
    subject.usage('buildMinutes'),
    'Build minutes on the small size',
  );
