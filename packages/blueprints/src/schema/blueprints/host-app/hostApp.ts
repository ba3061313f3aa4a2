import { defineBlueprint } from '../../blueprint';
import { FIREWALL_DEFAULTS } from '../../firewall';
import { checkHostApp } from './checkHostApp';
import { hostAppFindings } from './hostAppFindings';
import { hostAppFixed } from './hostAppFixed';
import { hostAppForm } from './hostAppForm';
import { hostAppParameters } from './hostAppParameters';
import { hostAppReadiness } from './hostAppReadiness';

/** What GitHub's webhooks and people's requests hold by their nature: code, addresses, and more than 8 KB. */
const BODIES_OF_THE_PORTAL = [
  'AWSManagedRulesCommonRuleSet/CrossSiteScripting_BODY',
  'AWSManagedRulesCommonRuleSet/EC2MetaDataSSRF_BODY',
  'AWSManagedRulesCommonRuleSet/GenericLFI_BODY',
  'AWSManagedRulesCommonRuleSet/GenericRFI_BODY',
  'AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY',
  'AWSManagedRulesSQLiRuleSet/SQLi_BODY',
];

/** The portal itself, version 1.0.0. */
export const hostApp = defineBlueprint({
  name: 'host-app',
  version: '1.0.0',
  kind: 'environment',
  title: 'Portal',
  description:
    'The portal itself: two Fargate tasks behind a TLS load balancer, PostgreSQL, and the queue of stack events.',
  stages: ['dev', 'production', 'shared'],
  stackClass: 'HostApp',
  parameters: hostAppParameters,
  accepted: hostAppFindings,
  form: hostAppForm,
  readiness: hostAppReadiness,
  holdsTenants: false,
  defaults: stage => ({
    ...FIREWALL_DEFAULTS,
    taskSize: 'medium' as const,
    tasks: 2,
    rolePrefix: 'plinth',
    firewallExclusions: BODIES_OF_THE_PORTAL,
    databaseVersion: '17' as const,
    databaseClass: 'db.t4g.medium' as const,
    databaseStorageGiB: 20,
    databaseMultiAz: stage !== 'dev',
  }),
  example: () => ({
    image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/platform/host-app@sha256:${'0'.repeat(64)}`,
    organization: 'Acme',
    githubOrganization: 'acme',
    infrastructureRepository: 'https://github.com/acme/infrastructure',
    accounts: ['111122223333', '444455556666', '777788889999', '123456789012'],
    cidr: '10.50.0.0/16',
    domainName: 'plinth.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
  }),
  check: checkHostApp,
  fixed: hostAppFixed,
  sizes: { standard: {} },
});
