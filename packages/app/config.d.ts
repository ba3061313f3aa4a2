export interface Config {
  app?: {
    /**
     * Offers the guest on the sign-in page. For demos: a guest's requests cannot be told apart.
     * @visibility frontend
     */
    guestSignIn?: boolean;
  };
}
