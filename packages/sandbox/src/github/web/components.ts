import type { CheckState } from '../checks/Checks';
import type { ActionsConclusion, ActionsStatus } from '../actionsModel';
import type { FileDiff } from '../git/diff';
import { personDate, type Commit } from '../git/objects';
import type { Pull } from '../model';
import { html, type Html, type Part } from '../../html';
import { moment, pill, shaLink } from './Page';

/** Whether a pull request is open, draft, merged or closed. */
export function pullState(pull: Pull): Html {
  if (pull.merged) {
    return pill('merged', 'Merged');
  }
  if (pull.state === 'closed') {
    return pill('bad', 'Closed');
  }
  return pull.draft ? pill('plain', 'Draft') : pill('good', 'Open');
}

/** What a check says. */
export function checkPill(state: CheckState | 'expected'): Html {
  switch (state) {
    case 'success':
      return pill('good', '✓ Passed');
    case 'failure':
      return pill('bad', '✗ Failed');
    case 'pending':
      return pill('wait', '● Running');
    default:
      return pill('plain', '○ Expected');
  }
}

/** Where a run, job or step is. */
export function runPill(
  status: ActionsStatus,
  conclusion: ActionsConclusion | null,
): Html {
  if (status !== 'completed') {
    return pill(
      'wait',
      `● ${status === 'in_progress' ? 'Running' : capital(status)}`,
    );
  }
  if (conclusion === 'success') {
    return pill('good', '✓ Success');
  }
  return conclusion === 'skipped' || conclusion === 'neutral'
    ? pill('plain', `– ${capital(conclusion)}`)
    : pill('bad', `✗ ${capital(conclusion ?? 'failure')}`);
}

/** Commits in a list. */
export function commitRows(repo: string, commits: readonly Commit[]): Html {
  return html`<ul class="rows">
    ${commits.map(
      commit =>
        html`<li>
          <span class="grow"
            ><a href="/${repo}/commit/${commit.sha}"
              >${commit.message.split('\n')[0]}</a
            ></span
          >
          <span class="muted small"
            >${commit.author.name}, ${moment(personDate(commit.author))}</span
          >
          ${shaLink(repo, commit.sha)}
        </li>`,
    )}
  </ul>`;
}

/** Changed files with their hunks. */
export function diffView(files: readonly FileDiff[]): Html {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return html`<p class="muted">
      ${files.length} changed ${files.length === 1 ? 'file' : 'files'},
      ${additions} ${additions === 1 ? 'addition' : 'additions'}, ${deletions}
      ${deletions === 1 ? 'deletion' : 'deletions'}
    </p>
    ${files.map(
      file =>
        html`<section class="panel" aria-label="${file.path}">
          <header>
            <strong class="sha grow"
              >${file.previousPath ? `${file.previousPath} → ` : ''}${file.path}</strong
            >
            <span class="small muted"
              >${file.status}, +${file.additions} −${file.deletions}</span
            >
          </header>
          ${
            file.patch === undefined
              ? html`<div class="body muted">
                  ${file.binary ? 'A binary file.' : 'No lines changed.'}
                </div>`
              : html`<table class="diff">
                  <tbody>
                    ${patchRows(file.patch)}
                  </tbody>
                </table>`
          }
        </section>`,
    )}`;
}

const KINDS: Record<string, string> = { '+': 'add', '-': 'del' };

function patchRows(patch: string): Part {
  let before = 0;
  let after = 0;
  return patch.split('\n').map(line => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      return html`<tr class="hunk">
        <td class="line"></td>
        <td class="line"></td>
        <td>${line}</td>
      </tr>`;
    }
    const sign = line[0];
    const left = sign === '+' || sign === '\\' ? '' : before++;
    const right = sign === '-' || sign === '\\' ? '' : after++;
    const kind = KINDS[sign] ?? '';
    return html`<tr class="${kind}">
      <td class="line">${left}</td>
      <td class="line">${right}</td>
      <td>${line}</td>
    </tr>`;
  });
}

function capital(word: string): string {
  const text = word.replace(/_/g, ' ');
  return text[0].toUpperCase() + text.slice(1);
}
