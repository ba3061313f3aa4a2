import type { AuditorService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  changesReadPermission,
  environmentUpdatePermission,
  NudgeAnswer,
  RequestAddress,
  RequestStory,
} from '@plinth/plugin-environments-common';
import { Request, Router } from 'express';
import type { Callers } from '../requests/Caller';
import { isRequester } from '../requests/isRequester';
import type { Nudger } from '../requests/Nudger';
import type { RequestService } from '../requests/RequestService';
import { audited } from './audited';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the routes by which a request is followed need. */
export interface FollowRoutesOptions {
  auditor: AuditorService;
  authorizer: EntityAuthorizer;
  callers: Callers;
  nudger: Nudger;
  requests: RequestService;
}

/** Adds the routes by which a request is followed. */
export function followRoutes(
  router: Router,
  options: FollowRoutesOptions,
): void {
  const { auditor, authorizer, callers, nudger, requests } = options;
  const callerOf = async (req: Request) =>
    callers.of(await authorizer.credentials(req));

  router.get('/v1/requests/:owner/:repo/:number', async (req, res) => {
    const story: RequestStory = await requests.story(
      addressOf(req),
      await callerOf(req),
    );
    res.json(story);
  });

  router.post('/v1/requests/:owner/:repo/:number/nudge', async (req, res) => {
    const caller = await callerOf(req);
    const address = addressOf(req);
    const { ref } = caller;
    if (ref === undefined) {
      throw new NotAllowedError('Only people remind people');
    }
    const found = await requests.find(address, changesReadPermission, caller);
    if (!isRequester(found.facts.pull, caller)) {
      // Whoever may ask for another change of its units may also ask that this one goes on.
      await requests.find(address, environmentUpdatePermission, caller);
    }
    const answer = await audited(
      auditor,
      {
        eventId: 'request-nudge',
        severityLevel: 'medium',
        request: req,
        meta: {
          repository: found.facts.repository.fullName,
          pullRequest: String(address.number),
        },
      },
      async () => {
        const result: NudgeAnswer = await nudger.nudge(found, ref);
        return { result, meta: { mentioned: result.mentioned } };
      },
    );
    res.json(answer);
  });

  router.get('/v1/tasks/:task/request', async (req, res) => {
    const caller = await callerOf(req);
    const address = await requests.ofTask(req.params.task);
    await requests.find(address, changesReadPermission, caller);
    res.json(address);
  });
}

function addressOf(req: Request): RequestAddress {
  const { owner, repo, number } = req.params;
  return { owner, repo, number: Number(number) };
}
