import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { uniqueId, type Role } from '../iam/IamStore';
import type { Principal } from '../service/AwsCall';

/** Temporary credentials that STS gave out. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** ISO 8601 */
  expiresAt: string;
  principal: Principal;
}

/** The sessions that STS has opened. */
export class Sessions {
  readonly #clock: SandboxClock;
  readonly #sessions: Collection<Session>;

  constructor(clock: SandboxClock, documents: DocumentStore) {
    this.#clock = clock;
    this.#sessions = documents.collection('aws.sts.sessions');
  }

  /** Opens a session of a role for so many seconds. */
  open(role: Role, sessionName: string, seconds: number): Session {
    this.#forgetExpired();
    const accessKeyId = uniqueId(
      'ASIA',
      role.arn,
      randomBytes(16).toString('hex'),
    ).slice(0, 20);
    const session: Session = {
      accessKeyId,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      expiresAt: new Date(this.#clock.millis() + seconds * 1000).toISOString(),
      principal: {
        arn: `arn:aws:sts::${role.account}:assumed-role/${role.roleName}/${sessionName}`,
        type: 'AssumedRole',
        account: role.account,
        principalId: `${role.roleId}:${sessionName}`,
        accessKeyId,
        roleArn: role.arn,
        sessionName,
      },
    };
    this.#sessions.put(accessKeyId, session);
    return session;
  }

  get(accessKeyId: string): Session | undefined {
    return this.#sessions.get(accessKeyId);
  }

  #forgetExpired(): void {
    const dayAgo = new Date(this.#clock.millis() - 86_400_000).toISOString();
    for (const session of this.#sessions.values()) {
      if (session.expiresAt < dayAgo) {
        this.#sessions.delete(session.accessKeyId);
      }
    }
  }
}
