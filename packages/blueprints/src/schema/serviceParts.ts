import { z } from 'zod';

/** CPU units and MiB of a task, in the pairs that Fargate offers. */
export const TASK_SIZES = {
  small: { cpu: 512, memoryMiB: 1024 },
  medium: { cpu: 1024, memoryMiB: 2048 },
  large: { cpu: 2048, memoryMiB: 4096 },
} as const;

/** How large each task of a service is. */
export const taskSizeSchema = z.enum(['small', 'medium', 'large']).meta({
  title: 'Task size',
  description:
    'small: 0.5 vCPU and 1 GiB. medium: 1 and 2. large: 2 and 4. How many tasks run follows the load.',
});

/** The zone in which names are made and certificates are proven. */
export const hostedZoneIdSchema = z
  .string()
  .regex(
    /^Z[A-Z0-9]{8,31}$/,
    'must be the ID of a Route 53 hosted zone, such as Z0123456789EXAMPLE',
  )
  .meta({
    ofPlace: true,
    title: 'Hosted zone',
    description:
      'The public zone in this account that holds the domain name; records and certificate proofs go there.',
  });

/** A container image with an explicit registry, and a tag or digest. */
export const imageSchema = z
  .string()
  .max(255, 'must have at most 255 characters')
  .regex(
    /^[a-z0-9.-]+\.[a-z]{2,}(?:\/[a-z0-9._-]+)+(?::[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    'must be a registry, a repository, and a tag or digest, such as public.ecr.aws/docker/library/httpd:2.4',
  )
  .meta({
    title: 'Container image',
    description:
      'What the service runs, with registry and tag or digest. A change is a blue-green deployment.',
  });

/** Where a container speaks HTTP. */
export const containerPortSchema = z
  .number()
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(65535, 'must be at most 65535')
  .meta({
    title: 'Container port',
    description: 'Where the container speaks HTTP.',
  });

/** What a load balancer asks to learn whether a task is ready. */
export const healthCheckPathSchema = z
  .string()
  .regex(
    /^\/[A-Za-z0-9/_.-]{0,200}$/,
    'must be a path that starts with /, such as /health',
  )
  .meta({
    title: 'Health check path',
    description: 'Answers with status 200 to 399 when a task is ready.',
  });
