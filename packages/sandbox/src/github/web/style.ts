/** The pages' style sheet: one column, system fonts, light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1c2330; --muted: #5a6475; --line: #d9dee7; --ground: #ffffff; --panel: #f5f7fa;
  --link: #0b57b7; --good: #17703a; --bad: #b3261e; --wait: #8a5a00; --merged: #6a3fb5;
  --good-ground: #e3f5ea; --bad-ground: #fdeae8; --wait-ground: #fff3d6; --merged-ground: #eee6fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ef; --muted: #a0aabb; --line: #333c4b; --ground: #12161d; --panel: #1a2029;
    --link: #7db4ff; --good: #6fd695; --bad: #ff9a92; --wait: #f2c25c; --merged: #c3a6ff;
    --good-ground: #12301f; --bad-ground: #3a1917; --wait-ground: #352a0e; --merged-ground: #2a2142;
  }
}
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: .5rem 1rem; z-index: 1; }
.bar { background: var(--panel); border-bottom: 1px solid var(--line); }
.bar > div, main { max-width: 72rem; margin: 0 auto; padding: .7rem 1.25rem; }
.bar > div { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
.crumbs { font-size: 1.05rem; } .crumbs strong { font-weight: 650; }
.sandbox { color: var(--muted); font-size: .85rem; }
nav.tabs { display: flex; gap: .25rem; border-bottom: 1px solid var(--line); margin: .25rem 0 1.25rem; }
nav.tabs a { padding: .45rem .8rem; color: var(--ink); border-bottom: 2px solid transparent; }
nav.tabs a[aria-current] { border-color: var(--link); font-weight: 600; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .6rem 0; font-weight: 600; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .6rem; }
.muted { color: var(--muted); } .small { font-size: .88rem; } .number { color: var(--muted); font-weight: 400; }
.panel { border: 1px solid var(--line); border-radius: 8px; margin: 0 0 1rem; background: var(--ground); overflow: hidden; }
.panel > header { background: var(--panel); padding: .5rem .9rem; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; }
.panel > .body { padding: .8rem .9rem; } .body > :first-child { margin-top: 0; } .body > :last-child { margin-bottom: 0; }
.rows { list-style: none; margin: 0; padding: 0; }
.rows > li { padding: .55rem .9rem; border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: baseline; }
.rows > li:first-child { border-top: 0; }
.grow { flex: 1 1 18rem; min-width: 0; }
.state { display: inline-block; padding: .1rem .6rem; border-radius: 999px; font-size: .85rem; font-weight: 600; border: 1px solid currentColor; white-space: nowrap; }
.state.good { color: var(--good); background: var(--good-ground); } .state.bad { color: var(--bad); background: var(--bad-ground); }
.state.wait { color: var(--wait); background: var(--wait-ground); } .state.merged { color: var(--merged); background: var(--merged-ground); }
.state.plain { color: var(--muted); }
.label { display: inline-block; padding: 0 .5rem; border: 1px solid var(--line); border-radius: 999px; font-size: .8rem; background: var(--panel); }
code, pre, .diff, .sha { font: 13px/1.5 ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; }
code { background: var(--panel); padding: .1em .3em; border-radius: 4px; } pre code { background: none; padding: 0; }
pre { background: var(--panel); padding: .8rem; border-radius: 6px; overflow: auto; margin: .5rem 0; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; } .markdown { overflow-wrap: anywhere; }
.markdown table { border-collapse: collapse; display: block; overflow: auto; } .markdown th, .markdown td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; }
.diff { width: 100%; border-collapse: collapse; } .diff td { padding: 0 .6rem; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
.diff td.line { width: 1%; text-align: right; color: var(--muted); user-select: none; white-space: nowrap; }
.diff tr.add { background: var(--good-ground); } .diff tr.del { background: var(--bad-ground); } .diff tr.hunk { background: var(--panel); color: var(--muted); }
.source { width: 100%; border-collapse: collapse; } .source td { padding: 0 .7rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; } .source td.line { width: 1%; text-align: right; color: var(--muted); user-select: none; }
button, select, textarea, input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: .35rem .7rem; }
button { cursor: pointer; background: var(--panel); font-weight: 600; } button.primary { background: var(--good); border-color: var(--good); color: var(--ground); } button:disabled { opacity: .55; cursor: not-allowed; }
textarea { width: 100%; min-height: 5rem; } form.row, .actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; } .actions { margin-top: .6rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 16rem; gap: 1.5rem; } @media (max-width: 56rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
aside h2 { font-size: .9rem; color: var(--muted); margin: 0 0 .3rem; } aside section { border-bottom: 1px solid var(--line); padding: .2rem 0 .9rem; margin-bottom: .8rem; } aside ul { list-style: none; margin: 0; padding: 0; }
.notice { border: 1px solid var(--line); border-left: 4px solid var(--bad); padding: .6rem .9rem; border-radius: 6px; margin: 0 0 1rem; background: var(--bad-ground); }
.log { max-height: 40rem; overflow: auto; margin: 0; border-radius: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
details > summary { cursor: pointer; padding: .5rem .9rem; } .people { display: grid; gap: .5rem; } .people button { width: 100%; text-align: left; padding: .6rem .9rem; } .people .muted { font-weight: 400; }
.avatar { width: 1.4rem; height: 1.4rem; border-radius: 50%; vertical-align: middle; }
footer { color: var(--muted); font-size: .85rem; text-align: center; padding: 2rem 1rem; }
`;

/**
 * Reloads a page whose state changed, unless someone is writing in it or on the way to another one. The page names the
 * address that tells its state's version.
 */
export const LIVE_SCRIPT = `
const { live, version } = document.body.dataset;
if (live) {
  let known = version;
  let leaving = false;
  addEventListener('beforeunload', () => { leaving = true; });
  const look = async () => {
    const writing = [...document.querySelectorAll('textarea')].some(area => area.value !== area.defaultValue);
    if (!document.hidden && !writing) {
      try {
        const response = await fetch(live);
        if (response.ok && (await response.text()) !== known && !leaving) {
          location.reload();
          return;
        }
      } catch {
        // The sandbox is away; the next look may find it.
      }
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}
`;
