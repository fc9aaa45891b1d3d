/** A text with the characters escaped that mean something in HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A value as indented JSON, its parts marked for colour. */
export function json(value: unknown): string {
  return escaped(JSON.stringify(value, null, 2)).replaceAll(
    /(&quot;(?:(?!&quot;)[^\\]|\\.)*&quot;)(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?\b/g,
    (token, text?: string, colon?: string) => {
      const kind = colon ? 'key' : text ? 'text' : 'value';
      return `<i class="${kind}">${text ?? token}</i>${colon ?? ''}`;
    },
  );
}

/**
 * The Markdown that the interface description is written in: headings of the second level, tables, paragraphs, and in
 * them code and strong words.
 */
export function markdown(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((block) => block !== '')
    .map(block)
    .join('\n');
}

function block(text: string): string {
  if (text.startsWith('## ')) {
    const title = text.slice(3);
    return `<h2 id="${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}">${inline(title)}</h2>`;
  }
  if (text.startsWith('|')) return table(text);
  return `<p>${inline(text)}</p>`;
}

function table(text: string): string {
  const [head = '', , ...rows] = text.split('\n');
  const cells = (line: string, tag: 'td' | 'th') =>
    `<tr>${line
      .slice(1, -1)
      .split('|')
      .map((cell) => `<${tag}>${inline(cell.trim())}</${tag}>`)
      .join('')}</tr>`;
  return `<table><thead>${cells(head, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table>`;
}

function inline(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}
