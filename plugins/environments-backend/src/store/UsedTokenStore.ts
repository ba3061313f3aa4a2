/** A token by what tells it from others. */
export interface UsedToken {
  issuer: string;
  /** Claim `jti`. */
  id: string;
  expiresAt: Date;
}

/** Remembers tokens until they expire, so that each can be used once by all replicas together. */
export interface UsedTokenStore {
  /** False when the token was used before. */
  use(token: UsedToken, options: { at: Date }): Promise<boolean>;
}
