import { Html, html } from '../../../html';

/** A table; says so where it is empty. */
export function table(head: string[], rows: (string | Html)[][]): Html {
  if (rows.length === 0) {
    return html`<p>None.</p>`;
  }
  return html`<table>
    <thead>
      <tr>
        ${head.map(cell =>
          cell ? html`<th scope="col">${cell}</th>` : html`<td></td>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        row =>
          html`<tr>
            ${row.map(cell => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A list; says so where it is empty. */
export function list(items: string[]): Html {
  return items.length
    ? html`<ul>
        ${items.map(item => html`<li>${item}</li>`)}
      </ul>`
    : html`<p>None.</p>`;
}

/** A form that asks for an action. */
export function form(action: string, button: string, fields: Html): Html {
  return html`<form method="post" action="/_control/${action}">
    ${fields}<button>${button}</button>
  </form>`;
}

/** A text field of a form. */
export function field(name: string, label: string, value: string): Html {
  return html`<label>${label}<input name="${name}" value="${value}" /></label>`;
}

/** A choice of a form. */
export function choice(name: string, label: string, options: string[]): Html {
  return html`<label
    >${label}<select name="${name}">
      ${options.map(option => html`<option>${option}</option>`)}
    </select></label
  >`;
}

/** What a form sends along unseen. */
export function hidden(values: Record<string, string>): Html {
  return html`${Object.entries(values).map(
    ([name, value]) =>
      html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;
}
