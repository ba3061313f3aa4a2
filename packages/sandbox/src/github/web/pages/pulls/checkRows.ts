import type { Pull } from '../../../model';
import { checkPill } from '../../components';
import { html, type Html } from '../../../../html';
import type { Visit } from '../../Page';

/** The checks on a pull request's head, and those that its base requires and that are not there. */
export function checkRows({ services }: Visit, pull: Pull): Html {
  const { repo, headSha } = pull;
  const states = services.checks.states(repo, headSha);
  const required =
    services.repositories.protection(repo, pull.baseRef)?.requiredStatusChecks
      ?.contexts ?? [];
  const names = [...new Set([...required, ...states.keys()])];
  const link = (name: string) =>
    services.checks.checkRuns(repo, headSha).find(run => run.name === name)
      ?.detailsUrl ??
    services.checks
      .statuses(repo, headSha)
      .find(status => status.context === name)?.targetUrl;
  return names.length === 0
    ? html`<p class="muted">There are no checks.</p>`
    : html`<div class="panel">
        <ul class="rows">
          ${names.map(name => {
            const address = link(name);
            const status = services.checks
              .statuses(repo, headSha)
              .find(each => each.context === name);
            return html`<li>
              ${checkPill(states.get(name) ?? 'expected')}
              <span class="grow"
                ><strong>${name}</strong>
                <span class="muted">${status?.description ?? ''}</span>
                ${required.includes(name) ? html`<span class="label">Required</span>` : ''}</span
              >
              ${address && /^https?:\/\//.test(address) ? html`<a href="${address}">Details</a>` : ''}
            </li>`;
          })}
        </ul>
      </div>`;
}
