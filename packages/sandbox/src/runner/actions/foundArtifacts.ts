import type { ActionContext } from './BuiltInAction';

/** An artifact that can be brought into a job. */
export interface FoundArtifact {
  readonly name: string;
  read(): Promise<Buffer>;
}

/** The artifacts of the job's own run, newest first. */
export function ofThisRun({ host, run }: ActionContext): FoundArtifact[] {
  const { artifacts } = host.actions;
  return artifacts.ofRun(run.id).map(each => ({
    name: each.name,
    read: async () => artifacts.read(each),
  }));
}

/** The artifacts of another run, newest first: by the API, with a token that may read actions there. */
export async function ofOtherRun(
  context: ActionContext,
  options: { repository: string; runId: string; token: string },
): Promise<FoundArtifact[]> {
  const { repository, runId, token } = options;
  const base = `${context.host.apiUrl}/repos/${repository}/actions`;
  const get = async (url: string) => {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: context.signal,
    });
    if (!response.ok) {
      throw new Error(
        `Artifacts of run ${runId} of ${repository} cannot be read: ${response.status} ${await response.text()}`,
      );
    }
    return response;
  };
  const found: { id: number; name: string }[] = [];
  let total = 1;
  for (let page = 1; found.length < total; page += 1) {
    const response = await get(
      `${base}/runs/${runId}/artifacts?per_page=100&page=${page}`,
    );
    const body = (await response.json()) as {
      total_count: number;
      artifacts: { id: number; name: string }[];
    };
    found.push(...body.artifacts);
    total = body.artifacts.length === 0 ? 0 : body.total_count;
  }
  return found.map(({ id, name }) => ({
    name,
    read: async () => {
      const response = await get(`${base}/artifacts/${id}/zip`);
      return Buffer.from(await response.arrayBuffer());
    },
  }));
}
