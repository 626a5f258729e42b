/** Text as it may stand in HTML; what is written in backquotes is code. */
export function escaped(text: string): string {
  const safe = text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return safe.replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** A page of plain HTML: it needs no script, and nothing from anywhere else. */
export function page(title: string, body: string, language = "en"): string {
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style><main><h1>${escaped(title)}</h1>${body}</main></html>`;
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}main{max-width:56rem;margin:auto;padding:1rem}" +
  "code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;background:#f4f4f4;padding:.75rem}h2{margin-top:2rem}" +
  "table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}" +
  "summary{cursor:pointer;padding:.3rem 0}.m{display:inline-block;min-width:4rem;font-weight:700}";
