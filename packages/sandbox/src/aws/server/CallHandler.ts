import type { SandboxClock } from '../../clock';
import type { Accounts } from '../Accounts';
import type { AwsEventBus } from '../AwsEventBus';
import type { Faults } from '../Faults';
import type { Authorizer } from '../identity/Authorizer';
import type { Protocol } from '../protocols/Protocol';
import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { AwsService, Output } from '../service/AwsService';
import { Input } from '../service/Input';
import { asAwsError } from './asAwsError';
import type { CredentialScope } from '../identity/credentialScope';
import { recordedParameters } from './recordedParameters';

/** What calls pass on their way. */
export interface CallHandlerParts {
  clock: SandboxClock;
  bus: AwsEventBus;
  authorizer: Authorizer;
  accounts: Accounts;
  faults: Faults;
}

const readVerbs =
  /^(Get|List|Describe|Head|Lookup|Validate|BatchGet|Detect|Estimate|Search|Select|Simulate|Test|View|Preview|Assume|Filter)/;

/** Takes a call from its access key to its answer: who calls, may they, what is it; and tells the trail. */
export class CallHandler {
  readonly #parts: CallHandlerParts;

  constructor(parts: CallHandlerParts) {
    this.#parts = parts;
  }

  /** Answers the call, or throws why not. */
  async handle(request: {
    service: AwsService;
    protocol: Protocol;
    scope: CredentialScope | undefined;
    call: Pick<
      AwsCall,
      'operation' | 'input' | 'body' | 'requestId' | 'userAgent'
    >;
  }): Promise<Output> {
    const { service, scope } = request;
    const named = { ...request.call, service: service.signingName };
    const principal = this.#parts.authorizer.identify(scope, named);
    const call: AwsCall = {
      ...named,
      principal,
      account: principal.account,
      region: scope?.region ?? 'us-east-1',
      sourceIp: '127.0.0.1',
    };
    // A call's verb tells whether it changes anything.
    const readOnly = readVerbs.test(call.operation);
    let failure: AwsError | undefined;
    try {
      return await this.#perform(service, call, readOnly);
    } catch (error) {
      failure = asAwsError(error, request.protocol);
      throw failure;
    } finally {
      this.#record(call, readOnly, failure);
    }
  }

  async #perform(
    service: AwsService,
    call: AwsCall,
    readOnly: boolean,
  ): Promise<Output> {
    const { authorizer, accounts, faults } = this.#parts;
    const {
      action = `${service.actionPrefix ?? call.service}:${call.operation}`,
      ...permission
    } = service.permission?.(call) ?? {};
    if (faults.isThrottled(action, call.account)) {
      throw new AwsError('Throttling', 'Rate exceeded');
    }
    if (faults.isLost(call.region)) {
      throw new AwsError(
        'ServiceUnavailable',
        `The region ${call.region} is out of reach.`,
        503,
      );
    }
    if (accounts.isDenied(call.account)) {
      throw authorizer.refusal(call, action, {
        because: 'with an explicit deny in a service control policy',
      });
    }
    authorizer.authorize(call, { ...permission, action, readOnly });
    const operation = Object.hasOwn(service.operations, call.operation)
      ? service.operations[call.operation]
      : undefined;
    if (!operation) {
      throw new AwsError(
        'InvalidAction',
        `The operation ${call.operation} of ${call.service} is not implemented by the sandbox.`,
      );
    }
    const input = new Input(call, service);
    const output = await operation(call, input);
    input.end();
    return output;
  }

  #record(call: AwsCall, readOnly: boolean, failure?: AwsError): void {
    this.#parts.bus.emit('call', {
      time: this.#parts.clock.now().toISOString(),
      account: call.account,
      region: call.region,
      principal: call.principal,
      eventSource: `${call.service}.amazonaws.com`,
      eventName: call.operation,
      requestParameters: recordedParameters(call),
      errorCode: failure?.code,
      errorMessage: failure?.message,
      requestId: call.requestId,
      readOnly,
      sourceIp: call.sourceIp,
      userAgent: call.userAgent,
    });
  }
}
