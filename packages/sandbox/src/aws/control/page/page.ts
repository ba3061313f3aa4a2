import { Html, html } from '../../../html';
import { style } from './style';

/** What to tell about the action before. */
export interface Notice {
  kind: 'done' | 'failed';
  text: string;
}

/** A whole page. */
export function page(
  title: string,
  notice: Notice | undefined,
  body: Html,
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${
            notice
              ? html`<p
                  class="notice"
                  role="${notice.kind === 'failed' ? 'alert' : 'status'}"
                >
                  ${notice.text}
                </p>`
              : ''
          }
          ${body}
        </main>
      </body>
    </html> `.text;
}
