import type {
  CheckConclusion,
  CheckRun,
  CheckStatus,
  CommitStatus,
} from '../model';

/** Commit statuses and check runs. */
export interface ChecksApi {
  setStatus(options: {
    repo: string;
    sha: string;
    context: string;
    state: CommitStatus['state'];
    description?: string;
    targetUrl?: string;
    creator: string;
  }): CommitStatus;
  statuses(repo: string, sha: string): CommitStatus[];
  createCheckRun(options: {
    repo: string;
    name: string;
    headSha: string;
    suiteId?: number;
    status?: CheckStatus;
    conclusion?: CheckConclusion;
    detailsUrl?: string;
    externalId?: string;
    output?: { title?: string; summary?: string; text?: string };
    creator: string;
  }): CheckRun;
  updateCheckRun(
    repo: string,
    id: number,
    change: {
      status?: CheckStatus;
      conclusion?: CheckConclusion;
      detailsUrl?: string;
      output?: { title?: string; summary?: string; text?: string };
    },
  ): CheckRun;
  checkRuns(repo: string, sha: string): CheckRun[];
}
