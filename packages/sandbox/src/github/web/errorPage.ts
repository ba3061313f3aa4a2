import type { GitHubError } from '../GitHubError';
import { html } from '../../html';
import type { Page } from './Page';

/** The page that says why something was refused, with a way back from a form. */
export function errorPage(error: GitHubError, back: URL | undefined): Page {
  const title =
    error.status === 404 ? 'There is no such page' : 'That was refused';
  const details = (error.errors ?? []).map(each =>
    typeof each === 'string'
      ? each
      : (each.message ?? `${each.field ?? each.resource}: ${each.code}`),
  );
  return {
    title,
    status: error.status,
    body: html`<h1>${title}</h1>
      ${
        error.status === 404
          ? html`<p>Or whom you act as may not see it.</p>`
          : html`<div class="notice" role="alert">
              <p>${error.message}</p>
              ${
                details.length
                  ? html`<ul>
                      ${details.map(each => html`<li>${each}</li>`)}
                    </ul>`
                  : ''
              }
            </div>`
      }
      <p>
        <a
          href="${back ? back.pathname.replace(/\/(review|merge|close|comment)$/, '') : '/'}"
          >Back</a
        >
      </p>`,
  };
}
