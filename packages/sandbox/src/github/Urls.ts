/** Addresses of things, as GitHub Enterprise Server forms them. */
export class Urls {
  /** `http://localhost:PORT`. */
  readonly site: string;
  readonly api: string;
  readonly issuer: string;

  constructor(site: string) {
    this.site = site;
    this.api = `${site}/api/v3`;
    this.issuer = `${site}/_services/oidc`;
  }

  /** REST address of something in a repository; `''` is the repository itself. */
  repoApi(repo: string, path = ''): string {
    return `${this.api}/repos/${repo}${path}`;
  }

  /** Page of something in a repository. */
  repo(repo: string, path = ''): string {
    return `${this.site}/${repo}${path}`;
  }
}
