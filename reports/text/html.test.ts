import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, raw, scriptJson } from './html.ts';

describe('html', () => {
  it('escapes every value that is not HTML already', () => {
    expect(html`<p title="${'"x" & \'y\''}">${'<b>'}${raw('<i></i>')}${null}${[1, '<']}</p>`.html).toBe(
      '<p title="&quot;x&quot; &amp; &#39;y&#39;">&lt;b&gt;<i></i>1&lt;</p>',
    );
  });

  it('leaves no mark of HTML in any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(escapeHtml(text))));
  });
});

describe('JSON in a script', () => {
  it('cannot end the element or open a comment, and parses back to the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('</script>', '<!--', '\u2028', ']]>')), (text) => {
        const json = scriptJson({ [text]: text }).html;
        expect(json).not.toMatch(/[<>\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
    );
  });
});
