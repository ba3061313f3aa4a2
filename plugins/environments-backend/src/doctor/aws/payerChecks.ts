import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  ListCostAllocationTagsCommand,
} from '@aws-sdk/client-cost-explorer';
import {
  TAG_ENTITY,
  TAG_TENANT,
  TAG_UNIT,
} from '@plinth/plugin-environments-common';
import type { Check } from '../Check';
import type { AwsAccess } from './AwsAccess';
import { refusal } from './refusal';

/** The last cannot be activated before the first tenant: no resource has it, so AWS does not list it. */
const TAGS = [TAG_UNIT, TAG_ENTITY, TAG_TENANT];
const DAY = 86_400_000;

/** What the account that pays has to let the portal read; each question costs $0.01. */
export function payerChecks(options: {
  payer: string | undefined;
  aws: AwsAccess;
}): Check[] {
  const { payer, aws } = options;
  const subject = 'cost';
  if (!payer) {
    return [
      {
        name: 'payer-access',
        subject,
        good: '',
        remedy: 'Set environments.payerAccount to the account that pays.',
        access: '',
        look: async () => ['No account that pays is configured.'],
      },
    ];
  }
  const client = new CostExplorerClient(aws.options(payer));
  const access = `Let the portal's role of account ${payer} call ce:GetCostAndUsage and ce:ListCostAllocationTags, and enable Cost Explorer there.`;
  return [
    {
      name: 'payer-access',
      subject,
      good: `The portal may ask Cost Explorer of account ${payer}.`,
      remedy: access,
      access,
      look: async () => {
        const day = (daysAgo: number) =>
          new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 10);
        const question = new GetCostAndUsageCommand({
          TimePeriod: { Start: day(2), End: day(1) },
          Granularity: 'DAILY',
          Metrics: ['UnblendedCost'],
        });
        return client.send(question).then(
          () => [],
          error => [refusal(error)],
        );
      },
    },
    {
      name: 'cost-tags',
      subject,
      good: `The tags ${TAGS.join(', ')} are activated, as far as resources have them.`,
      remedy: `Activate them in the Billing console of account ${payer}, under "Cost allocation tags". They are listed there a day after the first resource has them.`,
      access,
      look: async () => {
        const { CostAllocationTags = [] } = await client.send(
          new ListCostAllocationTagsCommand({ TagKeys: TAGS }),
        );
        const active = CostAllocationTags.filter(
          ({ Status }) => Status === 'Active',
        ).map(({ TagKey }) => TagKey);
        const known = CostAllocationTags.map(({ TagKey }) => TagKey);
        return TAGS.filter(tag => !active.includes(tag))
          .filter(tag => tag !== TAG_TENANT || known.includes(tag))
          .map(tag => `The tag ${tag} is not activated.`);
      },
    },
  ];
}
