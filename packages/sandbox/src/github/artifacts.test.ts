import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const repo = { owner: 'acme', repo: 'infrastructure' };
const DAY = 86_400_000;

describe('Artifacts', () => {
  let test: TestGitHub;
  let runId: number;
  beforeAll(async () => {
    test = await startTestGitHub();
    const sha =
      (await test.github.repositories.resolve('acme/infrastructure', 'main')) ??
      '';
    runId = test.github.actions.createRun({
      trigger: {
        repo: 'acme/infrastructure',
        event: 'push',
        ref: 'refs/heads/main',
        sha,
        headSha: sha,
        sender: 'developer',
        changedFiles: [],
        payload: {},
      },
      path: '.github/workflows/synth.yml',
      name: 'synth',
    }).id;
  });
  afterAll(() => test.close());

  const keep = (name: string, options: { retentionDays?: number } = {}) =>
    test.github.actions.artifacts.create(runId, {
      name,
      zip: Buffer.from(`zip of ${name}`),
      retentionDays: 0,
      ...options,
    });

  it('are listed, shown, fetched and removed by REST', async () => {
    const kept = keep('assembly');
    keep('other');
    const { actions } = test.as('developer');
    const ofRun = await actions.listWorkflowRunArtifacts({
      ...repo,
      run_id: runId,
      name: 'assembly',
    });
    expect(ofRun.data).toMatchObject({
      total_count: 1,
      artifacts: [
        {
          id: kept.id,
          name: 'assembly',
          size_in_bytes: 15,
          expired: false,
          workflow_run: { id: runId, head_branch: 'main' },
        },
      ],
    });
    const all = await actions.listArtifactsForRepo(repo);
    expect(all.data.artifacts.map(each => each.name)).toEqual([
      'other',
      'assembly',
    ]);
    const named = { ...repo, artifact_id: kept.id };
    const shown = await actions.getArtifact(named);
    expect(shown.data.digest).toBe(kept.digest);
    const zip = await actions.downloadArtifact({
      ...named,
      archive_format: 'zip',
    });
    expect(Buffer.from(zip.data as ArrayBuffer).toString()).toBe(
      'zip of assembly',
    );
    await expect(
      test.as('auditor').actions.deleteArtifact(named),
    ).rejects.toMatchObject({ status: 403 });
    await actions.deleteArtifact(named);
    await expect(actions.getArtifact(named)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('need a token that may read actions', async () => {
    const kept = keep('secret');
    const fetchZip = (permissions: Record<string, 'read'>) =>
      fetch(
        `${test.github.apiUrl}/repos/acme/infrastructure/actions/artifacts/${kept.id}/zip`,
        {
          headers: {
            authorization: `Bearer ${test.github.actions.mintToken(runId, permissions)}`,
          },
        },
      ).then(response => response.status);
    expect(await fetchZip({ contents: 'read' })).toBe(403);
    expect(await fetchZip({ actions: 'read' })).toBe(200);
  });

  it('have one name each in an attempt, and names that every system takes', () => {
    keep('once');
    expect(() => keep('once')).toThrow('already exists');
    test.github.actions.updateRun(runId, {
      status: 'completed',
      conclusion: 'failure',
    });
    test.github.actions.rerun(runId, { actor: 'developer', failedOnly: false });
    const second = keep('once');
    expect(
      test.github.actions.artifacts
        .ofRun(runId)
        .find(each => each.name === 'once')?.id,
    ).toBe(second.id);
    for (const name of ['', 'a/b', 'a\\b', 'a:b', 'a"b', 'a\nb']) {
      expect(() => keep(name)).toThrow('not valid');
    }
    expect(() => keep('long', { retentionDays: 401 })).toThrow('400 days');
  });

  it('are gone when their time is over', async () => {
    const kept = keep('short', { retentionDays: 1 });
    const { actions } = test.as('developer');
    const named = { ...repo, artifact_id: kept.id };
    test.clock.freeze(new Date(Date.now() + 2 * DAY));
    expect((await actions.getArtifact(named)).data.expired).toBe(true);
    await expect(
      actions.downloadArtifact({ ...named, archive_format: 'zip' }),
    ).rejects.toMatchObject({ status: 410 });
  });
});
