export interface Config {
  app?: {
    /**
     * Offers the guest on the sign-in page. For demos: a guest's requests cannot be told apart.
     * @visibility frontend
     */
    guestSignIn?: boolean;
    /**
     * Offers GitHub on the sign-in page; default true.
     * @visibility frontend
     */
    githubSignIn?: boolean;
    /** Offers the OpenID Connect provider of `auth.providers.oidc` on the sign-in page. */
    oidcSignIn?: {
      /**
       * What people call it, such as Okta.
       * @visibility frontend
       */
      title: string;
    };
  };
}
