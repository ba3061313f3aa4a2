import { GitHubError } from '../../GitHubError';
import type { Repository } from '../../model';
import { html, type Html } from '../../../html';
import { moment, type Page, type Visit } from '../Page';

/** All organisations and repositories. */
export function homePage({ services }: Visit): Page {
  return {
    title: 'Home',
    body: html`<h1>Organisations</h1>
      <div class="panel">
        <ul class="rows">
          ${services.accounts.organizations().map(
            each =>
              html`<li>
                <span class="grow"
                  ><a href="/${each.login}"><strong>${each.name}</strong></a>
                  <span class="muted">${each.description}</span></span
                >
                <span class="muted small">${each.members.length} members</span>
              </li>`,
          )}
        </ul>
      </div>
      <h2>Repositories</h2>
      ${repositoryRows(services.repositories.list())}`,
  };
}

/** An organisation or person, with what they own. */
export function ownerPage({ services }: Visit, owner: string): Page {
  const organization = services.accounts.organization(owner);
  const user = services.accounts.user(owner);
  if (!organization && !user) {
    throw GitHubError.notFound();
  }
  const { name, login } = organization ?? user ?? { name: owner, login: owner };
  return {
    title: name,
    place: login,
    body: html`<h1>${name} <span class="number">${login}</span></h1>
      <p class="muted">${organization?.description ?? user?.bio ?? ''}</p>
      <h2>Repositories</h2>
      ${repositoryRows(services.repositories.list(login))}
      ${
        organization
          ? html`<h2>People</h2>
              <div class="panel">
                <ul class="rows">
                  ${organization.members.map(
                    member =>
                      html`<li>
                        <span class="grow"
                          ><img
                            class="avatar"
                            alt=""
                            src="/avatars/${encodeURIComponent(member.login)}"
                          />
                          <a href="/${encodeURIComponent(member.login)}"
                            >${member.login}</a
                          ></span
                        >
                        <span class="muted small">${member.role}</span>
                      </li>`,
                  )}
                </ul>
              </div>
              <h2>Teams</h2>
              <div class="panel">
                <ul class="rows">
                  ${services.accounts.teams(login).map(
                    team =>
                      html`<li>
                        <span class="grow">@${login}/${team.slug}</span>
                        <span class="muted small"
                          >${team.members.join(', ')}</span
                        >
                      </li>`,
                  )}
                </ul>
              </div>`
          : ''
      }`,
  };
}

function repositoryRows(repositories: readonly Repository[]): Html {
  return repositories.length === 0
    ? html`<p class="muted">There are no repositories.</p>`
    : html`<div class="panel">
        <ul class="rows">
          ${repositories.map(
            each =>
              html`<li>
                <span class="grow"
                  ><a href="/${each.fullName}"
                    ><strong>${each.fullName}</strong></a
                  >
                  <span class="muted">${each.description}</span></span
                >
                <span class="muted small">pushed ${moment(each.pushedAt)}</span>
              </li>`,
          )}
        </ul>
      </div>`;
}
