/** Where something is. */
export interface Place {
  account: string;
  region: string;
}
