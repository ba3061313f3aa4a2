import type { AwsContext } from '../../AwsContext';
import type { Input } from '../../service/Input';

/** The template that is sent along, or lies in a bucket; undefined where neither is given. */
export function templateText(
  input: Input,
  { s3 }: Pick<AwsContext, 's3'>,
): string | undefined {
  const body = input.optionalText('TemplateBody');
  const url = input.optionalText('TemplateURL');
  if (body === undefined) {
    return url === undefined ? undefined : download(url, input, s3);
  }
  if (Buffer.byteLength(body) > 51_200) {
    throw input.error(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  }
  return body;
}

function download(url: string, input: Input, s3: AwsContext['s3']): string {
  const { hostname, pathname } = new URL(url);
  const virtual = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
  const path = decodeURIComponent(pathname.slice(1));
  const [bucket, ...key] = virtual ? [virtual, path] : path.split('/');
  const object = s3.object(bucket, key.join('/'));
  if (!object) {
    throw input.error('S3 error: Access Denied');
  }
  return s3.read(object).toString('utf8');
}
