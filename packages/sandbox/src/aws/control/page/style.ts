import { Html } from '../../../html';

/** How the pages look. */
export const style = new Html(`
:root {
  color-scheme: light dark;
}
body {
  font:
    1rem/1.5 system-ui,
    sans-serif;
  margin: 0 auto;
  max-width: 72rem;
  padding: 1rem;
}
table {
  border-collapse: collapse;
  width: 100%;
}
th,
td {
  border-bottom: 1px solid GrayText;
  padding: 0.4rem 0.6rem;
  text-align: left;
  vertical-align: top;
  overflow-wrap: anywhere;
}
form {
  display: flex;
  flex-wrap: wrap;
  gap: 0.6rem;
  align-items: end;
  margin: 0.4rem 0;
}
label {
  display: grid;
  gap: 0.2rem;
}
input,
select,
textarea,
button {
  font: inherit;
  padding: 0.3rem 0.5rem;
}
textarea {
  width: min(36rem, 80vw);
  font-family: ui-monospace, monospace;
}
pre {
  max-height: 20rem;
  overflow: auto;
  border: 1px solid GrayText;
  padding: 0.6rem;
}
.notice {
  border: 2px solid;
  padding: 0.6rem;
}
summary span {
  color: GrayText;
}
`);
