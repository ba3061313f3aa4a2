import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { fullRepositoryView } from '../../../views/repositoryViews';
import type { Answer } from '../../../http/Answer';
import { login, type Call } from '../../Call';

/** Makes the repository that the body describes, of an owner. Who makes it administers it. */
export async function createRepository(
  { accounts, repositories, views }: Services,
  call: Call,
  owner: string,
): Promise<Answer> {
  const { body } = call;
  if (typeof body.name !== 'string') {
    throw GitHubError.missing('Repository', 'name');
  }
  const created = await repositories.create({
    owner,
    name: body.name,
    description: typeof body.description === 'string' ? body.description : '',
    private: body.private === true || body.visibility === 'private',
    autoInit: body.auto_init === true,
    creator: login(call),
  });
  const changed = repositories.update(created.fullName, {
    ...(body.allow_merge_commit === false ? { allowMergeCommit: false } : {}),
    ...(body.allow_squash_merge === false ? { allowSquashMerge: false } : {}),
    ...(body.allow_rebase_merge === false ? { allowRebaseMerge: false } : {}),
    ...(body.delete_branch_on_merge === true
      ? { deleteBranchOnMerge: true }
      : {}),
  });
  // Who makes a repository administers it, whatever members of the organization may do with others.
  if (
    !call.actor?.integration &&
    accounts.role(changed.fullName, login(call)) !== 'admin'
  ) {
    repositories.update(changed.fullName, {
      collaborators: { [login(call)]: 'admin' },
    });
  }
  return {
    status: 201,
    body: fullRepositoryView(views, changed.fullName, login(call)),
  };
}
