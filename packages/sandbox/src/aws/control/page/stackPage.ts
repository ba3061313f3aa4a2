import type { LiveResource, Stack } from '../../cloudformation';
import type { Control } from '../Control';
import { html, type Html } from '../../../html';
import { field, form, hidden } from './components';
import { page, type Notice } from './page';

/** One stack's resources, each to be edited or deleted as in the AWS console. */
export function stackPage(
  control: Control,
  stack: Stack,
  notice?: Notice,
): string {
  return page(
    `${stack.name} in ${stack.account} ${stack.region}`,
    notice,
    html`
      <p><a href="/_control">All stacks</a></p>
      <p>Status: ${stack.status}. Drift: ${stack.drift.status}.</p>
      ${control.resourcesOf(stack).map(live => resourceSection(stack, live))}
    `,
  );
}

function resourceSection(stack: Stack, live: LiveResource): Html {
  const place = {
    account: stack.account,
    region: stack.region,
    stackName: stack.name,
    logicalId: live.logicalId,
    back: stack.id,
  };
  return html`<details>
    <summary>${live.logicalId} <span>${live.type}</span></summary>
    <p>${live.physicalId}</p>
    <pre tabindex="0">${JSON.stringify(live.properties, null, 2)}</pre>
    ${form(
      'edit-resource',
      `Edit ${live.logicalId}`,
      html`${hidden(place)} ${field('user', 'Signed in as', 'engineer')}
        <label
          >Properties to change, as JSON; null removes one
          <textarea name="change" rows="4" spellcheck="false">{}</textarea>
        </label>`,
    )}
    ${form(
      'delete-resource',
      `Delete ${live.logicalId}`,
      html`${hidden(place)} ${field('user', 'Signed in as', 'engineer')}`,
    )}
  </details>`;
}
