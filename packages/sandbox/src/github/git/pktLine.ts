/** A ref change that a push asks for. */
interface PushCommand {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** What a push says before its pack. */
export interface PushHeader {
  readonly commands: readonly PushCommand[];
  readonly capabilities: readonly string[];
}

/** One line of Git's wire format: its length in four hexadecimal digits, then its bytes. */
export function pktLine(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')),
    bytes,
  ]);
}

/** The mark that ends a section. */
export const FLUSH = Buffer.from('0000');

/** Reads the commands at the head of what `git push` sends. */
export function parsePush(body: Buffer): PushHeader {
  const commands: PushCommand[] = [];
  let capabilities: string[] = [];
  let at = 0;
  while (at + 4 <= body.length) {
    const length = parseInt(body.toString('latin1', at, at + 4), 16);
    if (Number.isNaN(length) || length < 4) {
      break;
    }
    const line = body.toString('utf8', at + 4, at + length).replace(/\n$/, '');
    at += length;
    const [command, rest] = line.split('\0');
    if (rest !== undefined) {
      capabilities = rest.trim().split(' ');
    }
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/.exec(command);
    if (match) {
      commands.push({ before: match[1], after: match[2], ref: match[3] });
    }
  }
  return { commands, capabilities };
}

/** The answer that refuses all commands of a push, each with its reason, after a message for the person. */
export function refusePush(
  header: PushHeader,
  message: string,
  reasons: ReadonlyMap<string, string>,
): Buffer {
  const report = Buffer.concat([
    pktLine('unpack ok\n'),
    ...header.commands.map(({ ref }) =>
      pktLine(`ng ${ref} ${reasons.get(ref) ?? 'pre-receive hook declined'}\n`),
    ),
    FLUSH,
  ]);
  if (!header.capabilities.some(each => each.startsWith('side-band'))) {
    return report;
  }
  const band = (number: number, content: Buffer) =>
    pktLine(Buffer.concat([Buffer.from([number]), content]));
  return Buffer.concat([band(2, Buffer.from(message)), band(1, report), FLUSH]);
}
