/** The mark: three courses of a plinth. It stays when the sidebar is narrow. */
export const Mark = () => (
  <svg
    viewBox="0 0 32 32"
    width="28"
    height="28"
    role="img"
    aria-label="Plinth"
  >
    <rect x="9" y="3" width="14" height="5" rx="1" fill="#f2a33a" />
    <rect x="6" y="11" width="20" height="5" rx="1" fill="#4fb3c4" />
    <rect x="3" y="19" width="26" height="10" rx="1.5" fill="#8fd0db" />
  </svg>
);
