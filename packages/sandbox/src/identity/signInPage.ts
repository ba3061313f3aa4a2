import { html, type Html } from '../html';
import type { DemoPerson } from './readPeople';

/** The page on which one says who one is, by one press; `host` is who asks. */
export function signInPage(
  people: readonly DemoPerson[],
  options: { host: string; action: string },
): string {
  return page(
    'Sign in',
    html`<h1>Who are you?</h1>
      <p class="muted">
        ${options.host} asks who you are. The sandbox has no passwords.
      </p>
      <form class="people" method="post" action="${options.action}">
        ${people.map(
          person =>
            html`<button name="login" value="${person.login}">
              ${person.name}<br />
              <span class="muted"
                >${person.groups
                  .map(({ title, description }) => `${title}: ${description}`)
                  .join('. ')}</span
              >
            </button>`,
        )}
      </form>`,
  );
}

/** The page of a sign-in that cannot go on. */
export function faultPage(reason: string): string {
  return page(
    'Sign-in is not possible',
    html`<h1>Sign-in is not possible</h1>
      <div class="notice" role="alert">${reason}</div>
      <p>Go back to the portal, and sign in again.</p>`,
  );
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Acme</title>
        <link rel="stylesheet" href="/_assets/style.css" />
        <link rel="icon" href="/_assets/icon.svg" />
      </head>
      <body>
        <div class="bar">
          <div>
            <div class="crumbs">
              <strong>Acme</strong>
              <span class="sandbox">Identity provider of the sandbox</span>
            </div>
          </div>
        </div>
        <main id="content">${body}</main>
        <footer>
          A local stand-in for Okta, Microsoft Entra and the like. Everything
          here stays on this machine.
        </footer>
      </body>
    </html>`.text;
}
