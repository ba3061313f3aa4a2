import { createHash } from 'node:crypto';
import { GitHubError } from '../../GitHubError';
import type { WorkflowJob, WorkflowRun } from '../../actionsModel';
import { runPill } from '../components';
import { html, type Html } from '../../../html';
import { markdown } from '../markdown';
import { formFields, moment, shaLink, type Page, type Visit } from '../Page';

/** Most bytes of a log shown in the page; the rest is behind a link. */
const SHOWN = 200_000;

/** Runs of a repository's workflows, newest first. */
export async function runsPage(visit: Visit, repo: string): Promise<Page> {
  const { actions } = visit.services;
  const wanted = visit.query.get('workflow');
  const workflows = await actions.workflows(repo);
  const runs = actions
    .runs(repo)
    .filter(run => !wanted || run.path === wanted)
    .slice(0, 100);
  return {
    title: `Actions · ${repo}`,
    place: repo,
    tab: 'actions',
    version: hash(runs.map(run => [run.id, run.status, run.runAttempt])),
    body: html`<h1>Actions</h1>
      <p>
        <a href="/${repo}/actions" ${wanted ? '' : html` aria-current="page"`}
          >All workflows</a
        >${workflows.map(each => html` · <a href="/${repo}/actions?workflow=${encodeURIComponent(each.path)}" ${each.path === wanted ? html` aria-current="page"` : ''}>${each.name}</a>`)}
      </p>
      ${
        runs.length === 0
          ? html`<p class="muted">Nothing has run yet.</p>`
          : html`<div class="panel">
              <ul class="rows">
                ${runs.map(
                  run =>
                    html`<li>
                      ${runPill(run.status, run.conclusion)}
                      <span class="grow"
                        ><a href="/${repo}/actions/runs/${run.id}"
                          ><strong>${run.displayTitle}</strong></a
                        >
                        <span class="muted"
                          >${run.name} #${run.runNumber}</span
                        ></span
                      >
                      <span class="muted small"
                        >${run.event}, ${run.headBranch},
                        ${moment(run.createdAt)}</span
                      >
                    </li>`,
                )}
              </ul>
            </div>`
      }`,
  };
}

/** One run: its jobs with steps and logs, and the reviews it waits for. */
export function runPage(visit: Visit, repo: string, id: number): Page {
  const { actions } = visit.services;
  const run = actions.run(id);
  if (!run || run.repo !== repo) {
    throw GitHubError.notFound();
  }
  const jobs = actions.jobs(id);
  const logs = jobs.map(job => actions.log(job.id));
  return {
    title: `${run.displayTitle} · ${run.name} #${run.runNumber} · ${repo}`,
    place: repo,
    tab: 'actions',
    version: hash([
      run,
      jobs,
      logs.map(log => log.length),
      actions.environmentStore.all(id),
    ]),
    body: html`<h1>
        ${run.displayTitle}
        <span class="number">${run.name} #${run.runNumber}</span>
      </h1>
      <p>
        ${runPill(run.status, run.conclusion)}
        <span class="muted"
          >${run.event} by ${run.triggeringActor} on
          <code>${run.headBranch}</code> at ${shaLink(repo, run.headSha)},
          ${moment(run.createdAt)}${run.runAttempt > 1 ? `, attempt ${run.runAttempt}` : ''}</span
        >
        ${run.pullRequests.map(number => html` <a href="/${repo}/pull/${number}">Pull request #${number}</a>`)}
      </p>
      ${run.message ? html`<div class="notice" role="alert">${run.message}</div>` : ''}
      ${pendingReviews(visit, run)} ${reviewed(visit, run)}
      ${jobs.map((job, index) => jobPanel(job, logs[index]))}
      ${jobs.length === 0 ? html`<p class="muted">No job has begun.</p>` : ''}
      <form class="actions" method="post" action="/${repo}/actions/runs/${id}">
        ${formFields(visit)} ${whatToDo(run)}
      </form>`,
  };
}

/** The buttons of a run: one that waits for approval is approved, not run again. */
function whatToDo({ status, conclusion }: WorkflowRun): Html {
  if (conclusion === 'action_required') {
    return html`<button class="primary" name="do" value="approve-run">
      Approve and run
    </button>`;
  }
  return status === 'completed'
    ? html`<button name="do" value="rerun">Run again</button>
        <button name="do" value="rerun-failed">Run failed jobs again</button>`
    : html`<button name="do" value="cancel">Cancel</button>`;
}

function pendingReviews(visit: Visit, run: WorkflowRun): Html {
  const { actions } = visit.services;
  return html`${actions.pendingDeployments(run.id).map(pending => {
    const may = actions.environmentStore.mayReview(
      run,
      pending.environment,
      visit.session.login,
    );
    const { reviewers } = actions.environment(run.repo, pending.environment);
    return html`<section
      class="panel"
      aria-label="Deployment to ${pending.environment}"
    >
      <header><strong>Waits for review: ${pending.environment}</strong></header>
      <div class="body">
        <p>
          Reviewers: ${reviewers.join(', ') || 'nobody'}.
          ${may ? '' : `${visit.session.login} may not review it.`}
        </p>
        <form method="post" action="/${run.repo}/actions/runs/${run.id}">
          ${formFields(visit)}<input
            type="hidden"
            name="environment"
            value="${pending.environment}"
          />
          <label for="comment-${pending.environment}">Comment</label
          ><textarea
            id="comment-${pending.environment}"
            name="comment"
          ></textarea>
          <div class="actions">
            <button
              class="primary"
              name="do"
              value="approve"
              ${may ? '' : html` disabled`}
            >
              Approve and deploy
            </button>
            <button name="do" value="reject" ${may ? '' : html` disabled`}>
              Reject
            </button>
          </div>
        </form>
      </div>
    </section>`;
  })}`;
}

function reviewed(visit: Visit, run: WorkflowRun): Html {
  return html`${visit.services.actions.environmentStore
    .all(run.id)
    .filter(each => each.reviewer !== undefined)
    .map(
      each =>
        html`<p>
          <strong>${each.reviewer}</strong> ${each.state} the deployment to
          ${each.environment},
          ${moment(each.reviewedAt)}${each.comment ? html`: ${each.comment}` : '.'}
        </p>`,
    )}`;
}

function jobPanel(job: WorkflowJob, log: string): Html {
  const done = job.status === 'completed';
  return html`<section class="panel" id="job-${job.id}" aria-label="Job ${job.name}"><header>${runPill(job.status, job.conclusion)} <strong class="grow">${job.name}</strong>
<span class="muted small">${job.environment ? `environment ${job.environment}, ` : ''}${moment(job.startedAt)}${done ? html` to ${moment(job.completedAt)}` : ''}</span></header>
${
  job.annotations.length
    ? html`<ul class="rows">
        ${job.annotations.map(each => html`<li><strong>${each.level}</strong> <span class="grow">${each.title ? `${each.title}: ` : ''}${each.message}</span></li>`)}
      </ul>`
    : ''
}
<ol class="rows">${job.steps.map(step => html`<li>${runPill(step.status, step.conclusion)} <span class="grow">${step.name}</span></li>`)}</ol>
${job.summary ? html`<div class="body markdown">${markdown(job.summary)}</div>` : ''}
<details${job.conclusion === 'failure' || !done ? html` open` : ''}><summary>Log</summary>${log.length > SHOWN ? html`<p class="body muted">The beginning is left out. <a href="/${job.repo}/actions/jobs/${job.id}/log">Whole log</a></p>` : ''}<pre class="log" tabindex="0">${log.slice(-SHOWN) || 'Nothing was written.'}</pre></details></section>`;
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
