import type { Ref } from '../git/GitRefs';
import type { Tag } from '../git/objects';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A branch or tag and what it points to. */
export function refView(views: Views, repo: string, ref: Ref): Json {
  return {
    ref: ref.name,
    node_id: nodeId('REF', ref.name),
    url: views.urls.repoApi(repo, `/git/${ref.name}`),
    object: {
      sha: ref.sha,
      type: ref.type,
      url: views.urls.repoApi(repo, `/git/${ref.type}s/${ref.sha}`),
    },
  };
}

/** An annotated tag. */
export function tagView(views: Views, repo: string, tag: Tag): Json {
  return {
    node_id: nodeId('TAG', tag.sha),
    tag: tag.name,
    sha: tag.sha,
    url: views.urls.repoApi(repo, `/git/tags/${tag.sha}`),
    message: tag.message,
    tagger: tag.tagger && {
      name: tag.tagger.name,
      email: tag.tagger.email,
      date: new Date(tag.tagger.time * 1000).toISOString(),
    },
    object: {
      type: tag.type,
      sha: tag.object,
      url: views.urls.repoApi(repo, `/git/${tag.type}s/${tag.object}`),
    },
    verification: {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
    },
  };
}
