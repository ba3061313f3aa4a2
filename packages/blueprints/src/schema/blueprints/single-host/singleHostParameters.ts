import { z } from 'zod';
import { parseCidr } from '../../cidr';
import { firewallShape } from '../../firewall';
import { certifiedNameSchema, hostNameSchema } from '../../names';
import { networkCidrSchema, ttlHoursSchema } from '../../parts';

/** Ports on which hosts are administered and data is kept, by what answers there. */
const GUARDED: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [1433, 'SQL Server'],
  [2375, 'Docker'],
  [3306, 'MySQL'],
  [3389, 'Remote Desktop'],
  [5432, 'PostgreSQL'],
  [6379, 'Redis'],
  [9200, 'OpenSearch'],
  [27017, 'MongoDB'],
]);
/** The widest block that may reach them: as wide as 10.0.0.0/8. */
const WIDEST = 8;

const portSchema = z
  .number()
  .int('must be a whole number')
  .min(1, 'must be a port from 1')
  .max(65535, 'must be a port up to 65535');

/** One port of the host that somebody asked for. */
const openPortSchema = z
  .strictObject({
    port: portSchema,
    source: z
      .string()
      .refine(
        text => parseCidr(text) !== undefined,
        'must be an IPv4 block such as 198.51.100.0/24',
      ),
  })
  .superRefine(({ port, source }, context) => {
    const service = GUARDED.get(port);
    if (service && (parseCidr(source)?.prefix ?? 32) < WIDEST) {
      context.addIssue({
        code: 'custom',
        message: `must not open ${service} (port ${port}) to 0.0.0.0/0, nor to a block wider than /${WIDEST}; use Session Manager, which needs no open port`,
        path: ['source'],
      });
    }
  });

/** What a single host can be asked for. */
export const singleHostParameters = z.strictObject({
  cidr: networkCidrSchema,
  instanceClass: z
    .enum([
      't3.small',
      't3.medium',
      't3.large',
      'm5.large',
      'm5.xlarge',
      'm6i.large',
    ])
    .meta({
      title: 'Instance class',
      description: 'Class of the EC2 host. A change restarts it.',
    }),
  volumeGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(30, 'must be at least 30 GiB')
    .max(
      1000,
      'must be at most 1000 GiB, so that a restore keeps the recovery time of 4 hours',
    )
    .meta({
      title: 'Disk (GiB)',
      description:
        'Encrypted gp3 volume. A change replaces the host: restore from a backup or move data first.',
    }),
  imageRelease: z
    .string()
    .regex(
      /^(current|20\d{6}(\.\d+)?)$/,
      'must be "current" or the date of an Ubuntu image such as 20240301',
    )
    .meta({
      title: 'Ubuntu 22.04 image',
      description:
        'Date of the image. "current" follows Canonical: a deployment after a new image replaces the host, so production refuses it.',
      examples: ['20240301'],
    }),
  openPorts: z
    .array(openPortSchema)
    .max(20, 'must have at most 20 entries')
    .meta({
      title: 'Open ports',
      description:
        'Ports of the host besides the one for the load balancer, each with the block that may reach it.',
    }),
  elasticIp: z.boolean().meta({
    title: 'Elastic IP',
    description:
      'A fixed public address; the host then stands in a public subnet. A change replaces the host.',
  }),
  applicationPort: portSchema.meta({
    title: 'Application port',
    description: 'Where the application listens on the host.',
  }),
  healthPath: z
    .string()
    .max(200, 'must have at most 200 characters')
    .regex(/^\/[A-Za-z0-9._/-]*$/, 'must be a path such as /health')
    .meta({
      title: 'Health check path',
      description: 'Answers 200 when the application and what it needs work.',
    }),
  domainName: certifiedNameSchema.meta({
    title: 'Domain name',
    description: 'Name under which people reach the application.',
    examples: ['app.example.com'],
  }),
  certificateArn: z
    .string()
    .regex(
      /^arn:aws(?:-[a-z]+)*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/,
      'must be the ARN of an ACM certificate',
    )
    .optional()
    .meta({
      ofPlace: true,
      title: 'Certificate (ARN)',
      description:
        'An ACM certificate of the region. Left out: one is made and validated in the hosted zone.',
    }),
  ...firewallShape,
  hostedZoneId: z
    .string()
    .regex(
      /^Z[A-Z0-9]{5,31}$/,
      'must be the ID of a Route 53 hosted zone such as Z0123456789EXAMPLE',
    )
    .optional()
    .meta({
      ofPlace: true,
      title: 'Hosted zone (ID)',
      description:
        'Route 53 zone that gets the record of the domain name, and validates the certificate.',
    }),
  database: z.boolean().meta({
    title: 'PostgreSQL',
    description: 'A managed PostgreSQL database beside the host.',
  }),
  databaseClass: z
    .enum(['db.t4g.micro', 'db.t4g.small', 'db.t4g.medium', 'db.m6g.large'])
    .meta({
      title: 'Database class',
      description: 'Instance class of the database.',
    }),
  databaseStorageGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(20, 'must be at least 20 GiB')
    .max(
      1000,
      'must be at most 1000 GiB, so that a restore keeps the recovery time of 4 hours',
    )
    .meta({
      title: 'Database storage (GiB)',
      description: 'Grows by itself up to twice this size.',
    }),
  cache: z.boolean().meta({
    title: 'Redis',
    description: 'A managed Redis cache with a standby, beside the host.',
  }),
  emailHost: hostNameSchema.optional().meta({
    title: 'E-mail endpoint',
    description:
      'SMTP host that the application reads from Parameter Store. Left out: that of Amazon SES in the region.',
  }),
  ttlHours: ttlHoursSchema.optional(),
});

/** Complete parameters of a single host. */
export type SingleHostParameters = z.output<typeof singleHostParameters>;
