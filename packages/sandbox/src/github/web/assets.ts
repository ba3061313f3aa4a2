import { escapeHtml } from '../../html';
import { LIVE_SCRIPT, STYLE } from './style';

/** The style sheet, script or picture at a path; undefined when it is none's. */
export function assetOf(path: string) {
  if (path === '/_assets/style.css') {
    return {
      text: STYLE,
      headers: { 'content-type': 'text/css; charset=utf-8' },
    };
  }
  if (path === '/_assets/live.js') {
    return {
      text: `{${LIVE_SCRIPT}}`,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    };
  }
  if (path === '/_assets/icon.svg' || path === '/favicon.ico') {
    return {
      text: initial('S', 210),
      headers: { 'content-type': 'image/svg+xml' },
    };
  }
  const avatar = /^\/avatars\/([^/]{1,60})$/.exec(path);
  if (!avatar) {
    return undefined;
  }
  const login = decodeURIComponent(avatar[1]);
  const hue = [...login].reduce(
    (sum, character) => (sum * 31 + character.charCodeAt(0)) % 360,
    7,
  );
  return {
    text: initial(login[0].toUpperCase(), hue),
    headers: { 'content-type': 'image/svg+xml' },
  };
}

function initial(letter: string, hue: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="hsl(${hue} 45% 40%)"/><text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${escapeHtml(letter)}</text></svg>`;
}
