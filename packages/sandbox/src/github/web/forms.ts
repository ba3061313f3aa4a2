import { requireAccess } from '../accounts/access';
import type { Need } from '../accounts/needs';
import { GitHubError } from '../GitHubError';
import type { Visit } from './Page';

/** Fields of a form. */
export type Form = URLSearchParams;

/** Does what a form asks for, as the person whom the browser acts as. */
export async function submitForm(
  visit: Visit,
  path: string,
  repo: string | undefined,
  rest: string,
  form: Form,
): Promise<void> {
  if (path === '/_session') {
    visit.sessions.choose(visit.session, form.get('login') ?? '');
    return;
  }
  const pull = /^pull\/(\d+)\/(review|merge|close|comment)$/.exec(rest);
  const run = /^actions\/runs\/(\d+)$/.exec(rest);
  if (repo !== undefined && pull) {
    await changePull(visit, repo, Number(pull[1]), pull[2], form);
  } else if (repo !== undefined && run) {
    changeRun(visit, repo, Number(run[1]), form);
  } else {
    throw GitHubError.notFound();
  }
}

async function changePull(
  visit: Visit,
  repo: string,
  number: number,
  action: string,
  form: Form,
): Promise<void> {
  const { pulls } = visit.services;
  const { login } = visit.session;
  const body = form.get('body') ?? '';
  if (action === 'merge') {
    need(visit, repo, 'merge:write');
    const method = form.get('method');
    await pulls.merge({
      repo,
      number,
      method: method === 'squash' || method === 'rebase' ? method : 'merge',
      sha: form.get('sha') ?? undefined,
      actor: login,
    });
    return;
  }
  if (action === 'close') {
    need(visit, repo, 'contents:write');
    await pulls.update(repo, number, { state: 'closed' }, login);
    return;
  }
  const event = form.get('event');
  if (event === 'APPROVE' || event === 'REQUEST_CHANGES') {
    need(visit, repo, 'reviews:write');
    await pulls.review({ repo, number, author: login, event, body });
    return;
  }
  need(visit, repo, 'issues:write');
  pulls.comment({ repo, number, author: login, body });
}

function changeRun(visit: Visit, repo: string, id: number, form: Form): void {
  const { actions } = visit.services;
  const { login } = visit.session;
  actions.requireRun(id, repo);
  switch (form.get('do')) {
    case 'approve':
    case 'reject':
      actions.reviewDeployment(id, {
        environments: [form.get('environment') ?? ''],
        state: form.get('do') === 'approve' ? 'approved' : 'rejected',
        reviewer: login,
        comment: form.get('comment') ?? '',
      });
      break;
    case 'rerun':
    case 'rerun-failed':
      need(visit, repo, 'actions:write');
      actions.rerun(id, {
        actor: login,
        failedOnly: form.get('do') === 'rerun-failed',
      });
      break;
    case 'approve-run':
      need(visit, repo, 'actions:write');
      actions.approve(id, login);
      break;
    case 'cancel':
      need(visit, repo, 'actions:write');
      actions.cancel(id, login);
      break;
    default:
      throw GitHubError.notFound();
  }
}

function need(visit: Visit, repo: string, what: Need): void {
  requireAccess(
    visit.services.accounts,
    { login: visit.session.login },
    repo,
    what,
  );
}
