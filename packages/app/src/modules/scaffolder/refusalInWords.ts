/** What Backstage's client says of an answer that is no success: the status, and the body as it came. */
const REFUSAL = /^Backend request failed, (\d{3}) [^{]*(\{.*\})?/s;

interface RefusalBody {
  /** Of any error. */
  error?: { message?: string };
  /** Of values that a template does not take. */
  errors?: { stack?: string; message?: string }[];
}

function read(body: string | undefined): RefusalBody {
  try {
    return body ? (JSON.parse(body) as RefusalBody) : {};
  } catch {
    return {};
  }
}

/** Why a form was not taken, in a sentence. */
export function refusalInWords(error: unknown): string {
  const [, status, body] =
    REFUSAL.exec(error instanceof Error ? error.message : '') ?? [];
  if (!status) {
    return 'The portal could not be reached.';
  }
  const { error: refusal, errors = [] } = read(body);
  const reasons = [
    refusal?.message,
    ...errors.map(({ stack, message }) => stack ?? message),
  ].filter(Boolean);
  if (reasons.length > 0) {
    return reasons.join('. ');
  }
  return status === '403'
    ? 'You are not allowed to ask for this.'
    : `The portal answered with the status ${status}.`;
}
